package io.berth.access;

import io.berth.db.Db;
import java.util.List;

/** What is kept sealed: the check value and the signing keys. */
final class SecretStore {
    private final Db db;

    SecretStore(Db db) {
        this.db = db;
    }

    /** The sealed check value: the one that was there, else {@code fresh}, for all replicas alike. */
    byte[] checkValue(byte[] fresh) {
        db.update("INSERT INTO secret_check (id, sealed) VALUES (1, ?) ON CONFLICT DO NOTHING", fresh);
        return db.query("SELECT sealed FROM secret_check", row -> row.getBytes(1))
                .getFirst();
    }

    /** The signing keys, newest first. */
    List<SealedKey> keys() {
        return db.query(
                "SELECT kid, public_key, sealed FROM signing_key ORDER BY generation DESC",
                row -> new SealedKey(row.getString(1), row.getBytes(2), row.getBytes(3)));
    }

    /** Makes {@code key} the first one, unless another replica was faster. */
    void addFirst(SealedKey key) {
        db.update("""
                INSERT INTO signing_key (generation, kid, public_key, sealed) VALUES (1, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """, key.kid, key.publicKey, key.sealed);
    }

    /** A key pair: the public key in DER, the private one in DER and sealed. */
    record SealedKey(String kid, byte[] publicKey, byte[] sealed) {}
}
