package io.berth.web;

import io.berth.config.StartRefused;
import io.netty.channel.unix.Errors;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The one port of Berth, served by every event loop. Requests are handed over paused: nothing of a body is lost meanwhile. */
public final class WebServer implements Closeable {
    /** Socket buffer and size of one read: pushes of large layers cost least with it. */
    private static final int RECEIVE_BUFFER = 256 * 1024;

    private static final Duration CERTIFICATES_EVERY = Duration.ofSeconds(10);
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;

    /** Vert.x' way to say: a free port, but the same one for all event loops. */
    private static final int ANY_PORT = -1;

    private final Vertx vertx;
    private final Handler<HttpServerRequest> handler;
    private final HttpConfig config;
    private final @Nullable TlsContext tls;
    private final @Nullable CertificateWatch certificates;
    private final AtomicInteger port = new AtomicInteger();
    private final String deployment;

    WebServer(Vertx vertx, HttpConfig config, Handler<HttpServerRequest> handler, @Nullable TlsContext tls) {
        this.vertx = vertx;
        this.config = config;
        this.handler = handler;
        this.tls = tls;
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
                .setReceiveBufferSize(RECEIVE_BUFFER)
                .setMaxChunkSize(RECEIVE_BUFFER)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) config.idleTimeout().toSeconds());
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
        handler.handle(request);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** The part of one event loop. */
    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options())
                    .requestHandler(WebServer.this::accept)
                    .listen()
                    .onSuccess(server -> port.set(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
