package io.berth.access;

import io.berth.config.StartRefused;
import io.berth.db.Db;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Seals what must not lie readable in the database (AES-256-GCM) with a key derived from {@code berth.secret}. What was
 * sealed for one purpose opens for no other.
 */
public final class Secrets {
    private static final int MIN_LENGTH = 16;
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CHECK_PURPOSE = "secret check";

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param secret the value of {@code berth.secret}
     * @throws StartRefused if it is too short to protect anything
     */
    public Secrets(String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new StartRefused("berth.secret has " + secret.length() + " characters; give it at least " + MIN_LENGTH
                    + ", better 32 random ones");
        }
        this.key = derive(secret);
    }

    /**
     * Makes sure that this is the secret with which this database was set up; the first caller sets it up.
     *
     * @throws StartRefused if it is another one
     */
    public void prove(Db db) {
        byte[] sealed =
                new SecretStore(db).checkValue(seal(CHECK_PURPOSE, CHECK_PURPOSE.getBytes(StandardCharsets.UTF_8)));
        if (open(CHECK_PURPOSE, sealed).isEmpty()) {
            throw new StartRefused("berth.secret is not the one with which this database was set up:"
                    + " give the former value of berth.secret (BERTH_SECRET), which all replicas share");
        }
    }

    /** Seals {@code plain}; only {@link #open} with the same purpose and secret reads it. */
    byte[] seal(String purpose, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was sealed; empty if it was sealed for another purpose, with another secret, or was changed. */
    Optional<byte[]> open(String purpose, byte[] sealed) {
        if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, purpose, nonce)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static SecretKey derive(String secret) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand("berth: secrets at rest, 1".getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HKDF-SHA256", e);
        }
    }
}
