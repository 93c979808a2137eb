package io.berth.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateWatchTest {
    @TempDir
    private Path folder;

    private TlsContext context;
    private ServerCertificate first;
    private HttpConfig.Tls next;
    private HttpConfig.Tls files;
    private CertificateWatch watch;

    @BeforeEach
    void start() throws IOException {
        files = TestCertificates.create(folder, "used", "EC");
        next = TestCertificates.create(folder, "next", "EC");
        first = ServerCertificate.read(files);
        context = new TlsContext(SslProvider.OPENSSL, first);
        watch = new CertificateWatch(files, context);
    }

    @Test
    void filesThatDidNotChangeAreNotTaken() {
        watch.look();
        assertThat(context.certificate()).isSameAs(first);
    }

    @Test
    void aNewPairIsTakenAtOnceAndOnlyOnce() throws IOException {
        copy(next.certificate(), files.certificate());
        copy(next.key(), files.key());
        watch.look();
        ServerCertificate taken = context.certificate();
        assertThat(taken.key()).isEqualTo(ServerCertificate.read(next).key());
        watch.look();
        assertThat(context.certificate()).isSameAs(taken);
    }

    @Test
    void halfOfANewPairIsNotTakenAndTheWholeIs() throws IOException {
        copy(next.certificate(), files.certificate());
        watch.look();
        assertThat(context.certificate()).isSameAs(first);
        copy(next.key(), files.key());
        watch.look();
        assertThat(context.certificate().chain())
                .isEqualTo(ServerCertificate.read(next).chain());
    }

    @Test
    void filesThatWentAwayChangeNothing() throws IOException {
        Files.delete(files.key());
        watch.look();
        Files.writeString(files.key(), "rubbish");
        watch.look();
        assertThat(context.certificate()).isSameAs(first);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
