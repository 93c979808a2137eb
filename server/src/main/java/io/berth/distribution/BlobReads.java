package io.berth.distribution;

import io.berth.content.BlobLocation;
import io.berth.content.Blobs;
import io.berth.oci.Digest;
import io.berth.oci.RangeRequest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.Storage;
import io.berth.web.Exchange;
import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD} of blobs (OCI distribution 1.1, "Pulling blobs"; RFC 9110 for Range, If-Range and
 * If-None-Match). What was seen a moment ago is answered on the event loop; a file goes out without passing through memory.
 */
final class BlobReads {
    private static final int WINDOW = 256 * 1024;

    private final Blobs blobs;
    private final Storage storage;

    BlobReads(Blobs blobs, Storage storage) {
        this.blobs = blobs;
        this.storage = storage;
    }

    void get(Exchange exchange, RepositoryName repository, Digest digest) {
        BlobLocation known = blobs.remembered(repository, digest);
        if (known != null) {
            send(exchange, repository, digest, known, false);
        } else {
            look(exchange, repository, digest);
        }
    }

    private void look(Exchange exchange, RepositoryName repository, Digest digest) {
        exchange.work(() -> {
            Optional<BlobLocation> found = blobs.find(repository, digest);
            if (found.isEmpty()) {
                throw new ProblemException(new Problem.NotFound(Problem.Kind.BLOB, digest.toString()));
            }
            exchange.onLoop(() -> send(exchange, repository, digest, found.get(), true));
        });
    }

    private void send(Exchange exchange, RepositoryName repository, Digest digest, BlobLocation blob, boolean fresh) {
        String etag = '"' + digest.toString() + '"';
        var response = exchange.response()
                .putHeader(Names.API_VERSION, Names.REGISTRY_2)
                .putHeader(Names.REQUEST_ID, exchange.id())
                .putHeader(Names.CONTENT_DIGEST, digest.toString())
                .putHeader(Names.ETAG, etag)
                .putHeader(Names.ACCEPT_RANGES, Names.BYTES)
                .putHeader(Names.CACHE_CONTROL, Names.FOR_A_YEAR);
        if (Conditions.isNotModified(exchange, digest)) {
            exchange.endEmpty(304);
            return;
        }
        String ifRange = exchange.header("If-Range");
        String range = ifRange == null || ifRange.equals(etag) ? exchange.header("Range") : null;
        long first = 0;
        long length = blob.size();
        switch (RangeRequest.of(range, blob.size())) {
            case RangeRequest.Whole _ -> response.setStatusCode(200);
            case RangeRequest.Part part -> {
                first = part.first();
                length = part.last() - part.first() + 1;
                response.setStatusCode(206);
                response.putHeader(
                        Names.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + blob.size());
            }
            case RangeRequest.Unsatisfiable _ -> {
                response.putHeader(Names.CONTENT_RANGE, "bytes */" + blob.size());
                Failures.answer(exchange, OciError.of(416, "SIZE_INVALID", "the blob has " + blob.size() + " bytes"));
                return;
            }
        }
        response.putHeader("Content-Type", Names.OCTET_STREAM);
        response.putHeader("Content-Length", Long.toString(length));
        if (exchange.isHead() || length == 0) {
            response.end();
            return;
        }
        Optional<Path> file = storage.localFile(blob.objectKey());
        if (file.isPresent()) {
            response.sendFile(file.get().toString(), first, length)
                    .onFailure(cause -> gone(exchange, repository, digest, fresh, cause));
        } else {
            stream(exchange, blob, first, length);
        }
    }

    /** The file was not there: a remembered location may be old, so ask once more before saying so. */
    private void gone(Exchange exchange, RepositoryName repository, Digest digest, boolean fresh, Throwable cause) {
        blobs.forget(repository, digest);
        boolean missing = cause instanceof java.io.FileNotFoundException || cause instanceof NoSuchFileException;
        if (missing && !fresh && !exchange.response().headWritten()) {
            exchange.response().headers().clear();
            look(exchange, repository, digest);
        } else {
            exchange.fail(cause);
        }
    }

    private void stream(Exchange exchange, BlobLocation blob, long first, long length) {
        exchange.work(() -> {
            try (InputStream in = storage.read(blob.objectKey(), first, length)) {
                byte[] window = new byte[WINDOW];
                for (int n = in.read(window); n >= 0; n = in.read(window)) {
                    // A copy, since the write may still be under way when the window is filled again.
                    Outflow.await(exchange.response().write(Buffer.buffer(n).appendBytes(window, 0, n)));
                }
                exchange.onLoop(() -> exchange.response().end());
            }
        });
    }
}
