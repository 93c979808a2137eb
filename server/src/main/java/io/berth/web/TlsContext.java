package io.berth.web;

import io.berth.config.StartRefused;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * TLS 1.2 and 1.3 for the port, with HTTP/2 on offer: by BoringSSL where its library loads, else by the JDK at more cost. The
 * certificate can be replaced at any time; connections that are open keep theirs. Vert.x' own way to replace it has a moment
 * in which new connections fail.
 */
final class TlsContext extends SslContext {
    private static final Logger LOG = Logger.getLogger(TlsContext.class.getName());

    /** Those with forward secrecy and authenticated encryption (RFC 9325, 4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final SslProvider provider;
    private final AtomicReference<InUse> current;

    private record InUse(ServerCertificate certificate, SslContext context) {}

    TlsContext(SslProvider provider, ServerCertificate certificate) {
        this.provider = provider;
        this.current = new AtomicReference<>(new InUse(certificate, context(provider, certificate)));
    }

    /** By the best library that there is. */
    static TlsContext of(ServerCertificate certificate) {
        boolean isNative = OpenSsl.isAvailable();
        if (isNative) {
            LOG.log(Level.INFO, "TLS by {0}", OpenSsl.versionString());
        } else {
            LOG.log(
                    Level.WARNING,
                    "TLS by the JDK, which takes more CPU: BoringSSL does not load here ({0})",
                    OpenSsl.unavailabilityCause());
        }
        return new TlsContext(isNative ? SslProvider.OPENSSL : SslProvider.JDK, certificate);
    }

    /** New connections get this certificate. */
    void use(ServerCertificate certificate) {
        current.set(new InUse(certificate, context(provider, certificate)));
    }

    /** What new connections get. */
    ServerCertificate certificate() {
        return Objects.requireNonNull(current.get()).certificate;
    }

    /** This context, as Vert.x takes it. */
    SSLEngineOptions asOptions() {
        return new Options(this);
    }

    private static SslContext context(SslProvider provider, ServerCertificate certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.chain())
                    .sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            "h2",
                            "http/1.1"))
                    .build();
        } catch (SSLException e) {
            throw new StartRefused("the certificate cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    private SslContext current() {
        return Objects.requireNonNull(current.get()).context;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return current().cipherSuites();
    }

    @Override
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return current().newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current().sessionContext();
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor tasks) {
        return current().newHandler(allocator, tasks);
    }

    @Override
    protected SslHandler newHandler(
            ByteBufAllocator allocator, String peerHost, int peerPort, boolean startTls, Executor tasks) {
        return current().newHandler(allocator, peerHost, peerPort, tasks);
    }

    private static final class Options extends SSLEngineOptions {
        private final TlsContext context;

        Options(TlsContext context) {
            this.context = context;
        }

        @Override
        public SSLEngineOptions copy() {
            return new Options(context);
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return () -> context;
        }
    }
}
