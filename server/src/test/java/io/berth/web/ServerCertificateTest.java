package io.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.config.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerCertificateTest {
    @TempDir
    private Path folder;

    @Test
    void keysOfBothKindsAreRead() throws IOException {
        for (String algorithm : new String[] {"RSA", "EC"}) {
            ServerCertificate certificate = read(TestCertificates.create(folder, algorithm, algorithm));
            assertThat(certificate.key().getAlgorithm()).isEqualTo(algorithm);
            assertThat(certificate.chain().getFirst().getSubjectX500Principal().getName())
                    .isEqualTo("CN=localhost");
        }
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws IOException {
        HttpConfig.Tls one = TestCertificates.create(folder, "one", "EC");
        HttpConfig.Tls other = TestCertificates.create(folder, "other", "EC");
        HttpConfig.Tls rsa = TestCertificates.create(folder, "rsa", "RSA");
        assertThatThrownBy(() -> read(new HttpConfig.Tls(one.certificate(), other.key())))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(
                        other.key() + " does not belong to the first certificate in " + one.certificate());
        assertThatThrownBy(() -> read(new HttpConfig.Tls(one.certificate(), rsa.key())))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("(RSA or EC) that fits the certificate is in " + rsa.key());
    }

    @Test
    void filesWithSomethingElseAreNamed() throws IOException {
        HttpConfig.Tls good = TestCertificates.create(folder, "good", "EC");
        Path text = Files.writeString(folder.resolve("text"), "no certificate, no key");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> read(new HttpConfig.Tls(text, good.key())))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("berth.http.tls-cert: " + text + " holds no PEM certificates");
        assertThatThrownBy(() -> read(new HttpConfig.Tls(empty, good.key())))
                .hasMessageContaining("berth.http.tls-cert: no certificate is in " + empty);
        assertThatThrownBy(() -> read(new HttpConfig.Tls(good.certificate(), text)))
                .hasMessageContaining(
                        "berth.http.tls-key: no unencrypted PEM private key (RSA or EC) that fits the certificate is in "
                                + text);
    }

    @Test
    void bothMissingFilesAreNamedAtOnce() {
        HttpConfig.Tls missing = new HttpConfig.Tls(folder.resolve("none.crt"), folder.resolve("none.key"));
        assertThatThrownBy(() -> read(missing))
                .hasMessageContaining("none.crt cannot be read")
                .hasMessageContaining("none.key cannot be read");
    }

    private static ServerCertificate read(HttpConfig.Tls files) {
        return ServerCertificate.read(files);
    }
}
