package io.berth.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are idle, slow, deaf or too many, on real sockets and an idle timeout of one second. */
final class ConnectionsTest {
    private static final int MIB = 1 << 20;
    private static final int LARGE = 64 * MIB;
    private static final int MOST = 5;
    private static final HttpConfig CONFIG =
            new HttpConfig("127.0.0.1", 0, null, null, Duration.ofSeconds(1), 256, MOST, null, Duration.ofMinutes(1));

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private WebServer server;

    @BeforeEach
    void start() {
        server = WebServer.open(vertx, CONFIG, this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        Handler<Buffer> length = body -> request.response().end(Integer.toString(body.length()));
        switch (request.path()) {
            case "/large" -> {
                request.resume();
                request.response().end(Buffer.buffer(new byte[LARGE]));
            }
            case "/later" -> {
                request.resume();
                arrived.countDown();
                var context = vertx.getOrCreateContext();
                released.thenRun(
                        () -> context.runOnContext(_ -> request.response().end("done")));
            }
            default -> {
                request.body().onSuccess(length);
                request.resume();
            }
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsAnswer() throws IOException {
        try (Client client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n0");
        }
        assertThat(server.traffic().connectionsTimedOut()).isOne();
    }

    @Test
    void aConnectionThatNeverAsksIsClosed() throws IOException {
        try (Client client = connect()) {
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aHeadThatDripsInIsCutOffWithAnAnswer() throws Exception {
        try (Client client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n");
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(client::readAll);
            while (!answer.isDone()) {
                client.drip("X-Slow: 1\r\n");
                Thread.sleep(100);
            }
            assertThat(answer.join()).startsWith("HTTP/1.1 408").contains("connection: close");
        }
    }

    @Test
    void aSlowUploadThatMovesIsTaken() throws Exception {
        try (Client client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                Thread.sleep(300);
                client.send("x");
            }
            assertThat(client.readAll()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n10");
        }
    }

    @Test
    void anUploadThatStandsStillIsCutOff() throws IOException {
        try (Client client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nxxx");
            assertThat(client.readAll()).isEmpty();
        }
        awaitBroken();
    }

    @Test
    void aSlowDownloadThatMovesIsFinished() throws Exception {
        try (Client client = connect()) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            long read = 0;
            for (int n = client.read(LARGE / 20); n > 0; n = client.read(LARGE / 20)) {
                read += n;
                Thread.sleep(400);
            }
            assertThat(read).isGreaterThan(LARGE);
        }
        assertThat(server.traffic().connectionsTimedOut()).isZero();
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        try (Client client = connect()) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            while (server.traffic().connectionsTimedOut() == 0) {
                Thread.sleep(50);
            }
            assertThat(client.readAll().length()).isLessThan(LARGE);
        }
        awaitBroken();
    }

    @Test
    void aServerAtWorkIsWaitedFor() throws Exception {
        try (Client client = connect()) {
            client.send("GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            arrived.await();
            Thread.sleep(2_500);
            released.complete(null);
            assertThat(client.readAll()).endsWith("done");
        }
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        Client[] clients = new Client[MOST];
        for (int i = 0; i < MOST; i++) {
            clients[i] = connect();
        }
        while (server.traffic().connections() < MOST) {
            Thread.sleep(10);
        }
        try (Client late = connect()) {
            assertThat(late.readAll()).startsWith("HTTP/1.1 503").contains("retry-after: 1", "connection: close");
        }
        for (Client client : clients) {
            client.close();
        }
        while (server.traffic().connections() > 0) {
            Thread.sleep(10);
        }
        try (Client next = connect()) {
            next.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(next.readAll()).startsWith("HTTP/1.1 200");
        }
        assertThat(server.traffic().connectionsRefused()).isOne();
    }

    @Test
    void atTheEndRunningRequestsFinishAndLaterOnesAreSentAway() throws Exception {
        try (Client running = connect();
                Client idle = connect()) {
            running.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(idle.read(1)).isOne();
            arrived.await();
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> server.drain(Duration.ZERO, Duration.ofMinutes(1)));
            String refusal;
            do {
                try (Client late = connect()) {
                    late.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                    refusal = late.readAll();
                }
            } while (refusal.startsWith("HTTP/1.1 200"));
            assertThat(refusal)
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 1")
                    .containsIgnoringCase("connection: close");
            assertThat(drained).isNotDone();
            released.complete(null);
            assertThat(running.readAll())
                    .containsIgnoringCase("connection: close")
                    .endsWith("done");
            drained.join();
        }
        assertThat(server.traffic().requestsBroken()).isZero();
    }

    @Test
    void whileItDrainsRequestsAreAnsweredAsTheLastOnes() throws Exception {
        try (Client running = connect()) {
            running.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            arrived.await();
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> server.drain(Duration.ofSeconds(2), Duration.ofMinutes(1)));
            String answer;
            do {
                try (Client late = connect()) {
                    late.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
                    answer = late.readAll();
                }
            } while (!answer.toLowerCase(Locale.ROOT).contains("connection: close"));
            assertThat(answer).startsWith("HTTP/1.1 200");
            released.complete(null);
            drained.join();
        }
    }

    @Test
    void answersAndBytesAreCounted() throws IOException {
        try (Client client = connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            client.readAll();
        }
        assertThat(server.traffic().answers()).containsExactly(Map.entry(200, 2L));
        assertThat(server.traffic().bytesReceived()).isEqualTo(5);
        assertThat(server.traffic().bytesSent()).isEqualTo(2);
    }

    private void awaitBroken() {
        while (server.traffic().requestsInFlight() > 0) {
            Thread.onSpinWait();
        }
        assertThat(server.traffic().requestsBroken()).isOne();
    }

    private Client connect() throws IOException {
        return new Client(new Socket("127.0.0.1", server.port()));
    }

    /** A client that says exactly what it is told to. */
    private record Client(Socket socket) implements Closeable {
        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** Sends if the server still listens. */
        void drip(String text) {
            try {
                send(text);
            } catch (IOException e) {
                // It has closed, which is what the test waits for.
            }
        }

        int read(int most) throws IOException {
            return socket.getInputStream().readNBytes(most).length;
        }

        /** Everything until the server closes, or breaks off. */
        String readAll() {
            StringBuilder text = new StringBuilder();
            byte[] piece = new byte[64 * 1024];
            try {
                InputStream in = socket.getInputStream();
                for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                    text.append(new String(piece, 0, n, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                // What came before counts.
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
