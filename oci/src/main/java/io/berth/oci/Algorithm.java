package io.berth.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The hash algorithms of the OCI image specification ("Registered Algorithms"). */
public enum Algorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String id;
    private final String jdkName;
    private final int hexLength;

    Algorithm(String id, String jdkName, int hexLength) {
        this.id = id;
        this.jdkName = jdkName;
        this.hexLength = hexLength;
    }

    /** Its name inside a digest, {@code sha256}. */
    public String id() {
        return id;
    }

    /** How many hexadecimal digits its digests have. */
    public int hexLength() {
        return hexLength;
    }

    /** A fresh hash. */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(jdkName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + jdkName, e);
        }
    }

    static Optional<Algorithm> of(String id) {
        return switch (id) {
            case "sha256" -> Optional.of(SHA256);
            case "sha512" -> Optional.of(SHA512);
            default -> Optional.empty();
        };
    }
}
