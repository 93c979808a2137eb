package io.berth.web;

import io.berth.config.StartRefused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The certificate of this server with those above it, and the private key that belongs to it.
 *
 * @param pem the files that it was read from, as they were
 * @param chain the server's own comes first
 */
record ServerCertificate(Pem pem, List<X509Certificate> chain, PrivateKey key) {
    ServerCertificate {
        chain = List.copyOf(chain);
    }

    /** The content of the two files. */
    record Pem(byte[] certificate, byte[] key) {
        /**
         * @throws StartRefused naming each file that cannot be read
         */
        static Pem read(HttpConfig.Tls files) {
            List<String> complaints = new ArrayList<>();
            Pem pem = new Pem(
                    bytes("berth.http.tls-cert", files.certificate(), complaints),
                    bytes("berth.http.tls-key", files.key(), complaints));
            if (!complaints.isEmpty()) {
                throw new StartRefused(String.join("\n  ", complaints));
            }
            return pem;
        }

        private static byte[] bytes(String setting, Path file, List<String> complaints) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                complaints.add(setting + ": " + file + " cannot be read (" + e + ")");
                return new byte[0];
            }
        }

        boolean isSameAs(Pem other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }
    }

    /**
     * Reads a pair and makes sure that it is one.
     *
     * @throws StartRefused saying what is wrong with it
     */
    static ServerCertificate read(HttpConfig.Tls files) {
        return of(files, Pem.read(files));
    }

    /** The same for files that were read already; {@code files} says only where that was. */
    static ServerCertificate of(HttpConfig.Tls files, Pem pem) {
        List<X509Certificate> chain;
        try {
            chain = certificates(pem.certificate());
        } catch (CertificateException e) {
            throw new StartRefused(
                    "berth.http.tls-cert: " + files.certificate() + " holds no PEM certificates (" + e.getMessage()
                            + ")",
                    e);
        }
        if (chain.isEmpty()) {
            throw new StartRefused("berth.http.tls-cert: no certificate is in " + files.certificate());
        }
        PrivateKey key = key(files, pem);
        if (!isPair(chain.getFirst(), key)) {
            throw new StartRefused("berth.http.tls-key: the key in " + files.key()
                    + " does not belong to the first certificate in " + files.certificate());
        }
        return new ServerCertificate(pem, chain, key);
    }

    /** Until when clients will accept it. */
    Instant expiry() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    private static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static PrivateKey key(HttpConfig.Tls files, Pem pem) {
        try {
            KeyStore store = KeyStoreHelper.loadKeyCert(
                    List.of(Buffer.buffer(pem.key())), List.of(Buffer.buffer(pem.certificate())));
            String only = store.aliases().nextElement();
            if (store.getKey(only, KeyStoreHelper.DUMMY_PASSWORD.toCharArray()) instanceof PrivateKey key) {
                return key;
            }
            throw new IllegalStateException("the key store lost its key");
        } catch (Exception e) {
            // The library throws whatever its parts throw; the certificates were read before.
            throw new StartRefused(
                    "berth.http.tls-key: no unencrypted PEM private key (RSA or EC) that fits the certificate is in "
                            + files.key(),
                    e);
        }
    }

    private static boolean isPair(X509Certificate certificate, PrivateKey key) {
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        try {
            byte[] words = {1, 2, 3};
            Signature signature = Signature.getInstance("SHA256with" + (isRsa(key) ? "RSA" : "ECDSA"));
            signature.initSign(key);
            signature.update(words);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(words);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isRsa(PrivateKey key) {
        return key.getAlgorithm().equals("RSA");
    }
}
