package io.berth.distribution;

import io.berth.access.Action;
import io.berth.content.Blobs;
import io.berth.content.UploadSession;
import io.berth.content.Uploads;
import io.berth.oci.ChunkRange;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.web.Exchange;
import io.berth.web.RequestBodies;
import io.berth.web.RequestBody;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Uploads on the wire (OCI distribution 1.1, "Pushing blobs" and "Mounting a blob from another repository"). The state of an
 * upload stands in its Location, so that a chunk without a Content-Range can be repeated by a balancer too.
 */
final class BlobWrites {
    private static final String STATE = "_state";

    private final Uploads uploads;
    private final Blobs blobs;
    private final Gate gate;
    private final RequestBodies bodies;
    private final Semaphore turns;

    /**
     * @param most how many bodies are taken in at the same time
     */
    BlobWrites(Uploads uploads, Blobs blobs, Gate gate, RequestBodies bodies, int most) {
        this.uploads = uploads;
        this.blobs = blobs;
        this.gate = gate;
        this.bodies = bodies;
        this.turns = new Semaphore(most);
    }

    /** {@code POST}: begins an upload, mounts a blob, or takes a whole blob at once. */
    void begin(Exchange exchange, RepositoryName repository, Caller caller) {
        String mount = exchange.query("mount");
        String digest = exchange.query("digest");
        if (digest != null) {
            Digest expected = digest(digest);
            RequestBody body = bodies.open(exchange);
            taking(exchange, body, () -> {
                UUID id = uploads.begin(repository, caller.name());
                finish(exchange, repository, id, 0, expected, body);
            });
            return;
        }
        Optional<Digest> wanted = Optional.ofNullable(mount).map(BlobWrites::digest);
        String from = exchange.query("from");
        exchange.work(() -> {
            if (wanted.isPresent() && mounted(repository, caller, wanted.get(), from)) {
                created(exchange, repository, wanted.get());
                return;
            }
            UUID id = uploads.begin(repository, caller.name());
            stands(exchange, repository, id, 0);
            exchange.end(202);
        });
    }

    /** {@code GET}: where the upload stands. */
    void status(Exchange exchange, RepositoryName repository, UUID id) {
        exchange.work(() -> {
            long position = uploads.position(repository, id).orElseThrow(() -> unknown(id));
            stands(exchange, repository, id, position);
            exchange.endEmpty(204);
        });
    }

    /** {@code PATCH}: takes a chunk, or all of a blob in a stream. */
    void append(Exchange exchange, RepositoryName repository, UUID id) {
        Optional<ChunkRange> range = range(exchange);
        long start = start(exchange, range);
        RequestBody body = bodies.open(exchange);
        taking(exchange, body, () -> {
            try (UploadSession session = uploads.append(repository, id, start)) {
                long taken = take(body, session);
                if (range.isPresent() && taken != range.get().length()) {
                    throw new ProblemException(
                            new Problem.SizeMismatch(range.get().length(), taken));
                }
                long position = session.acknowledge();
                stands(exchange, repository, id, position);
                exchange.end(202);
            }
        });
    }

    /** {@code PUT}: closes an upload by its digest, with the last bytes or all of them in the body. */
    void close(Exchange exchange, RepositoryName repository, UUID id) {
        String digest = exchange.query("digest");
        if (digest == null) {
            throw new ProblemException(new Problem.Invalid(
                    Problem.Subject.DIGEST, "the closing PUT must name the digest: ?digest=sha256:…"));
        }
        Digest expected = digest(digest);
        Optional<ChunkRange> range = range(exchange);
        long start = start(exchange, range);
        RequestBody body = bodies.open(exchange);
        taking(exchange, body, () -> finish(exchange, repository, id, start, expected, body));
    }

    /** {@code DELETE}: gives an upload up. */
    void cancel(Exchange exchange, RepositoryName repository, UUID id) {
        exchange.work(() -> {
            uploads.cancel(repository, id);
            headers(exchange);
            exchange.endEmpty(204);
        });
    }

    /** {@code DELETE} of a blob. */
    void delete(Exchange exchange, RepositoryName repository, Digest digest) {
        exchange.work(() -> {
            blobs.delete(repository, digest);
            headers(exchange);
            exchange.end(202);
        });
    }

    private void finish(
            Exchange exchange, RepositoryName repository, UUID id, long start, Digest expected, RequestBody body)
            throws IOException {
        Optional<UploadSession> open = uploads.close(repository, id, start, expected);
        if (open.isPresent()) {
            try (UploadSession session = open.get()) {
                take(body, session);
                session.complete(expected);
            }
        }
        created(exchange, repository, expected);
    }

    private boolean mounted(RepositoryName repository, Caller caller, Digest digest, @Nullable String from) {
        if (from == null) {
            return blobs.find(repository, digest).isPresent()
                    || blobs.mountFromProject(repository, digest).isPresent();
        }
        Optional<RepositoryName> source = RepositoryName.parse(from);
        return source.isPresent()
                && gate.may(caller, Action.PULL, source.get())
                && blobs.mount(repository, source.get(), digest).isPresent();
    }

    private void taking(Exchange exchange, RequestBody body, Exchange.Work work) {
        if (!turns.tryAcquire()) {
            body.close();
            throw new ProblemException(new Problem.TooMany(
                    Duration.ofSeconds(1), "too many uploads at once; try again (berth.http.max-uploads)"));
        }
        exchange.work(() -> {
            try (body) {
                work.run();
            } finally {
                turns.release();
            }
        });
    }

    private static long take(RequestBody body, UploadSession session) throws IOException {
        long taken = 0;
        for (ByteBuffer piece = body.next(); piece != null; piece = body.next()) {
            taken += piece.remaining();
            session.write(piece);
        }
        return taken;
    }

    private static void created(Exchange exchange, RepositoryName repository, Digest digest) {
        headers(exchange)
                .putHeader(Names.CONTENT_DIGEST, digest.toString())
                .putHeader(Names.LOCATION, "/v2/" + repository + "/blobs/" + digest);
        exchange.end(201);
    }

    private static HttpServerResponse stands(Exchange exchange, RepositoryName repository, UUID id, long position) {
        return headers(exchange)
                .putHeader(Names.UPLOAD_ID, id.toString())
                .putHeader(Names.RANGE, range(position))
                .putHeader(Names.LOCATION, "/v2/" + repository + "/blobs/uploads/" + id + "?" + state(position));
    }

    private static HttpServerResponse headers(Exchange exchange) {
        return exchange.response()
                .putHeader(Names.API_VERSION, Names.REGISTRY_2)
                .putHeader(Names.REQUEST_ID, exchange.id());
    }

    /** The Range header of an upload; an empty one is told as {@code 0-0}, as every registry does. */
    static String range(long position) {
        return "0-" + Math.max(0, position - 1);
    }

    /** The query that carries an upload's offset from one answer to the next request. */
    static String state(long position) {
        return STATE + "=" + position;
    }

    private static long start(Exchange exchange, Optional<ChunkRange> range) {
        if (range.isPresent()) {
            return range.get().first();
        }
        String state = exchange.query(STATE);
        if (state == null || state.isEmpty()) {
            return -1;
        }
        try {
            return Math.max(-1, Long.parseLong(state));
        } catch (NumberFormatException e) {
            throw new ProblemException(new Problem.Invalid(
                    Problem.Subject.UPLOAD, "use the Location of the answer before as it is; _state is not a number"));
        }
    }

    private static Optional<ChunkRange> range(Exchange exchange) {
        String header = exchange.header("Content-Range");
        if (header == null) {
            return Optional.empty();
        }
        ChunkRange range = ChunkRange.parse(header)
                .orElseThrow(() -> new ProblemException(new Problem.Invalid(
                        Problem.Subject.RANGE, "Content-Range must be <first>-<last>, not " + header)));
        String length = exchange.header("Content-Length");
        if (length != null && !length.equals(Long.toString(range.length()))) {
            throw new ProblemException(new Problem.Invalid(
                    Problem.Subject.RANGE,
                    "Content-Range " + header + " has " + range.length() + " bytes, Content-Length says " + length));
        }
        return Optional.of(range);
    }

    private static Digest digest(String text) {
        return Digest.parse(text)
                .orElseThrow(() -> new ProblemException(new Problem.Invalid(Problem.Subject.DIGEST, text)));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(new Problem.NotFound(Problem.Kind.UPLOAD, id.toString()));
    }
}
