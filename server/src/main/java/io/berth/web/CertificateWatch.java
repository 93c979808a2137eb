package io.berth.web;

import io.berth.config.StartRefused;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads the certificate again when its files change. A pair that cannot be used is named once, and the old one stays. */
final class CertificateWatch implements Closeable {
    private static final Logger LOG = Logger.getLogger(CertificateWatch.class.getName());

    private final HttpConfig.Tls files;
    private final TlsContext context;
    private final CountDownLatch closed = new CountDownLatch(1);
    private ServerCertificate.Pem seen;

    /** For the files that {@code context} was made from. */
    CertificateWatch(HttpConfig.Tls files, TlsContext context) {
        this.files = files;
        this.context = context;
        this.seen = context.certificate().pem();
    }

    /** Looks at the files in these intervals until closed. */
    void start(Duration every) {
        Thread.ofVirtual().name("certificate-watch").start(() -> {
            while (!isClosed(every)) {
                look();
            }
        });
    }

    /** Looks at the files now. */
    void look() {
        try {
            ServerCertificate.Pem now = ServerCertificate.Pem.read(files);
            if (now.isSameAs(seen)) {
                return;
            }
            seen = now;
            ServerCertificate certificate = ServerCertificate.of(files, now);
            context.use(certificate);
            LOG.log(Level.INFO, "took the new certificate in {0}, good until {1}", new Object[] {
                files.certificate(), certificate.expiry()
            });
        } catch (StartRefused e) {
            LOG.log(Level.WARNING, "keeping the certificate in use: {0}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private boolean isClosed(Duration every) {
        try {
            return closed.await(every.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
