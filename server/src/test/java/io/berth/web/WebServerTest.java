package io.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.config.StartRefused;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebServerTest {
    private static final Handler<HttpServerRequest> HELLO = request -> {
        request.resume();
        request.response().end(request.scheme() + " " + request.version() + " " + request.isSSL());
    };

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aFreePortIsTheSameForAllEventLoops() throws Exception {
        try (WebServer server = WebServer.open(vertx, config(0, null), HELLO)) {
            for (int i = 0; i < 20; i++) {
                try (HttpClient client = HttpClient.newHttpClient()) {
                    assertThat(get(client, "http", server.port()).body()).isEqualTo("http HTTP_1_1 false");
                }
            }
        }
    }

    @Test
    void aPortInUseIsSaidInWords() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> WebServer.open(vertx, config(taken.getLocalPort(), null), HELLO))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1, port " + taken.getLocalPort())
                    .hasMessageContaining("berth.http.port");
        }
    }

    @Test
    void withACertificateBothVersionsOfHttpAreSpoken() throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            HttpConfig.Tls files = TestCertificates.create(folder, algorithm, algorithm);
            try (WebServer server = WebServer.open(vertx, config(0, files), HELLO);
                    HttpClient second = client(files, HttpClient.Version.HTTP_2);
                    HttpClient first = client(files, HttpClient.Version.HTTP_1_1)) {
                assertThat(get(second, "https", server.port()).body()).isEqualTo("https HTTP_2 true");
                assertThat(get(first, "https", server.port()).body()).isEqualTo("https HTTP_1_1 true");
            }
        }
    }

    @Test
    void theCertificateCanBeReplacedWhileServing() throws Exception {
        HttpConfig.Tls old = TestCertificates.create(folder, "old", "EC");
        HttpConfig.Tls renewed = TestCertificates.create(folder, "renewed", "RSA");
        try (WebServer server = WebServer.open(vertx, config(0, old), HELLO);
                HttpClient before = client(old, HttpClient.Version.HTTP_2);
                HttpClient after = client(renewed, HttpClient.Version.HTTP_2)) {
            get(before, "https", server.port());
            Files.copy(renewed.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
            server.readCertificate();
            assertThat(get(after, "https", server.port()).body()).isEqualTo("https HTTP_2 true");
            assertThat(get(before, "https", server.port()).body()).isEqualTo("https HTTP_2 true");
        }
    }

    @Test
    void theJdkDoesTheSameWhereBoringSslIsMissing() throws Exception {
        HttpConfig.Tls files = TestCertificates.create(folder, "it", "EC");
        TlsContext jdk = new TlsContext(SslProvider.JDK, read(files));
        try (WebServer server = new WebServer(vertx, config(0, files), HELLO, jdk);
                HttpClient client = client(files, HttpClient.Version.HTTP_2)) {
            assertThat(get(client, "https", server.port()).body()).isEqualTo("https HTTP_2 true");
        }
    }

    @Test
    void boringSslIsUsedOnTheBuildsPlatform() {
        assertThat(OpenSsl.unavailabilityCause()).isNull();
        assertThat(OpenSsl.versionString()).isEqualTo("BoringSSL");
    }

    private static ServerCertificate read(HttpConfig.Tls files) {
        return ServerCertificate.read(files);
    }

    static HttpConfig config(int port, HttpConfig.@Nullable Tls tls) {
        return new HttpConfig(
                "127.0.0.1", port, null, tls, Duration.ofSeconds(60), 256, 1000, null, Duration.ofMinutes(1));
    }

    private static HttpResponse<String> get(HttpClient client, String scheme, int port) throws Exception {
        URI url = URI.create(scheme + "://localhost:" + port + "/");
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    private static HttpClient client(HttpConfig.Tls files, HttpClient.Version version)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        X509Certificate certificate = read(files).chain().getFirst();
        store.setCertificateEntry("it", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }
}
