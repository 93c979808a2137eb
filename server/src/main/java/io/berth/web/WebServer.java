package io.berth.web;

import io.berth.config.StartRefused;
import io.netty.channel.unix.Errors;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.Closeable;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The one port of Berth, served by every event loop. Requests are handed over paused: nothing of a body is lost meanwhile. */
public final class WebServer implements Closeable {
    private static final Logger LOG = Logger.getLogger(WebServer.class.getName());
    private static final Duration CERTIFICATES_EVERY = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;
    private static final int MAX_CHUNK = 256 * 1024;

    /** Until HTTP begins, which is when {@link Connections} takes over, a connection may be silent for so long. */
    private static final int OPENING_SECONDS = 30;

    private static final int MAX_STREAMS = 128;
    private static final int STREAM_WINDOW = 512 * 1024;
    private static final int CONNECTION_WINDOW = 4 * 1024 * 1024;
    private static final int MAX_FRAME = 128 * 1024;

    /** Vert.x' way to say: a free port, but the same one for all event loops. */
    private static final int ANY_PORT = -1;

    private final Vertx vertx;
    private final Handler<HttpServerRequest> handler;
    private final HttpConfig config;
    private final @Nullable TlsContext tls;
    private final @Nullable CertificateWatch certificates;
    private final Traffic traffic = new Traffic();
    private final Connections connections;
    private volatile boolean refusing;
    private final AtomicInteger port = new AtomicInteger();
    private final String deployment;

    WebServer(Vertx vertx, HttpConfig config, Handler<HttpServerRequest> handler, @Nullable TlsContext tls) {
        this.vertx = vertx;
        this.config = config;
        this.handler = handler;
        this.tls = tls;
        this.connections = new Connections(traffic, config.maxConnections(), config.idleTimeout());
        this.certificates = tls == null || config.tls() == null ? null : new CertificateWatch(config.tls(), tls);
        int loops = (int) StreamSupport.stream(
                        ((VertxInternal) vertx).nettyEventLoopGroup().spliterator(), false)
                .count();
        this.deployment = await(vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
                .toCompletionStage());
    }

    /**
     * Says whether the port could be opened with these settings, without doing so.
     *
     * @throws StartRefused if the certificate cannot be used
     */
    public static void check(HttpConfig config) {
        if (config.tls() != null) {
            ServerCertificate.read(config.tls());
        }
    }

    /**
     * Opens the port; {@code handler} is called on an event loop.
     *
     * @throws StartRefused if the port cannot be opened
     */
    public static WebServer open(Vertx vertx, HttpConfig config, Handler<HttpServerRequest> handler) {
        try {
            TlsContext tls = config.tls() == null ? null : TlsContext.of(ServerCertificate.read(config.tls()));
            WebServer server = new WebServer(vertx, config, handler, tls);
            if (server.certificates != null) {
                server.certificates.start(CERTIFICATES_EVERY);
            }
            return server;
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException || e.getCause() instanceof Errors.NativeIoException) {
                throw new StartRefused(
                        "cannot listen on " + config.host() + ", port " + config.port() + ": "
                                + e.getCause().getMessage()
                                + "; choose another address with berth.http.host and berth.http.port"
                                + " (BERTH_HTTP_HOST, BERTH_HTTP_PORT)",
                        e.getCause());
            }
            throw e;
        }
    }

    /** The port that was opened. */
    public int port() {
        return port.get();
    }

    /** What passes through the port. */
    public Traffic traffic() {
        return traffic;
    }

    /**
     * Comes to an end in good order. For {@code answering} every request is still answered, each as the last of its
     * connection; new ones after that get 503, while those that run may go on for {@code finishing}. Returns when none is left
     * or the time is over.
     */
    public void drain(Duration answering, Duration finishing) {
        connections.end();
        sleep(answering);
        refusing = true;
        long deadline = System.nanoTime() + finishing.toNanos();
        while (traffic.requestsInFlight() > 0 && System.nanoTime() < deadline) {
            sleep(LOOK_EVERY);
        }
        long left = traffic.requestsInFlight();
        if (left > 0) {
            LOG.log(Level.WARNING, "cutting off {0} requests that did not end in time (berth.finish-time)", left);
        }
    }

    /** Reads the certificate again if its files have changed. */
    void readCertificate() {
        if (certificates != null) {
            certificates.look();
        }
    }

    @Override
    public void close() {
        if (certificates != null) {
            certificates.close();
        }
        await(vertx.undeploy(deployment).toCompletionStage());
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? ANY_PORT : config.port())
                .setMaxChunkSize(MAX_CHUNK)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setHttp2ClearTextEnabled(false)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(MAX_STREAMS)
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxFrameSize(MAX_FRAME))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setIdleTimeout(OPENING_SECONDS);
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    // The context brings its own certificate; Vert.x insists on some options all the same.
                    .setKeyCertOptions(new PemKeyCertOptions())
                    .setSslEngineOptions(tls.asOptions());
        }
        return options;
    }

    private void accept(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.pause();
        }
        if (request.version() == HttpVersion.HTTP_2) {
            Http2Guard.begun(request);
        }
        if (refusing) {
            request.resume();
            request.response()
                    .setStatusCode(503)
                    .putHeader("Retry-After", "1")
                    .putHeader("Content-Type", "application/json")
                    .end(
                            "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"this server is ending; try again\"}]}\n");
            return;
        }
        try {
            handler.handle(request);
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, e, () -> "no answer to " + request.method() + " " + request.path());
            request.connection().close();
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** The part of one event loop. */
    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options())
                    .connectionHandler(connections::admit)
                    .requestHandler(WebServer.this::accept)
                    .listen()
                    .onSuccess(server -> port.set(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
