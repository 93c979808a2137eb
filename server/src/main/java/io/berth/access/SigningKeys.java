package io.berth.access;

import io.berth.config.StartRefused;
import io.berth.db.Db;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The RSA keys of all replicas: the newest signs, all verify. */
public final class SigningKeys {
    private static final String PURPOSE = "signing key ";
    private static final int BITS = 2048;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final String kid;
    private final PrivateKey signer;
    private final Map<String, PublicKey> verifiers;

    private SigningKeys(String kid, PrivateKey signer, Map<String, PublicKey> verifiers) {
        this.kid = kid;
        this.signer = signer;
        this.verifiers = Map.copyOf(verifiers);
    }

    /**
     * Reads the keys; the first start makes one. Replicas that start at the same moment agree.
     *
     * @throws StartRefused if they were sealed with another secret
     */
    public static SigningKeys open(Db db, Secrets secrets) {
        SecretStore store = new SecretStore(db);
        List<SecretStore.SealedKey> keys = store.keys();
        if (keys.isEmpty()) {
            store.addFirst(generate(secrets));
            keys = store.keys();
        }
        SecretStore.SealedKey newest = keys.getFirst();
        byte[] signer = secrets.open(PURPOSE + newest.kid(), newest.sealed())
                .orElseThrow(() -> new StartRefused("the signing keys do not open with this berth.secret"));
        return new SigningKeys(
                newest.kid(),
                privateKey(signer),
                keys.stream().collect(Collectors.toMap(SecretStore.SealedKey::kid, key -> publicKey(key.publicKey()))));
    }

    /** The name of the key that signs. */
    String kid() {
        return kid;
    }

    /** Signs with RS256. */
    byte[] sign(byte[] content) {
        try {
            Signature signature = rs256();
            signature.initSign(signer);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether {@code signature} was made over {@code content} with the key {@code kid}; false for an unknown key. */
    boolean verify(String kid, byte[] content, byte[] signature) {
        PublicKey verifier = verifiers.get(kid);
        if (verifier == null) {
            return false;
        }
        try {
            Signature check = rs256();
            check.initVerify(verifier);
            check.update(content);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A key's name in the form of libtrust: the first 240 bits of the SHA-256 of the public key in DER, in base32, twelve
     * groups of four with colons between.
     */
    static String kidOf(byte[] publicKey) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        StringBuilder kid = new StringBuilder();
        for (int group = 0; group < 12; group++) {
            if (group > 0) {
                kid.append(':');
            }
            for (int letter = 0; letter < 4; letter++) {
                kid.append(BASE32.charAt(fiveBits(hash, (group * 4 + letter) * 5)));
            }
        }
        return kid.toString();
    }

    private static int fiveBits(byte[] bytes, int from) {
        int value = 0;
        for (int bit = from; bit < from + 5; bit++) {
            value = (value << 1) | ((bytes[bit / 8] >> (7 - bit % 8)) & 1);
        }
        return value;
    }

    private static SecretStore.SealedKey generate(Secrets secrets) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            byte[] publicKey = pair.getPublic().getEncoded();
            String kid = kidOf(publicKey);
            return new SecretStore.SealedKey(
                    kid,
                    publicKey,
                    secrets.seal(PURPOSE + kid, pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static PrivateKey privateKey(byte[] der) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key in the database is damaged", e);
        }
    }

    private static PublicKey publicKey(byte[] der) {
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key in the database is damaged", e);
        }
    }

    private static Signature rs256() throws GeneralSecurityException {
        return Signature.getInstance("SHA256withRSA");
    }
}
