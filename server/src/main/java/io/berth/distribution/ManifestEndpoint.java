package io.berth.distribution;

import io.berth.content.FoundManifest;
import io.berth.content.ManifestLookups;
import io.berth.content.Manifests;
import io.berth.content.Referrer;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestException;
import io.berth.oci.MediaType;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.web.Exchange;
import io.berth.web.RequestBodies;
import io.berth.web.RequestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Manifests on the wire (OCI distribution 1.1, "Pulling manifests", "Pushing Manifests", "Deleting Manifests"). A manifest is
 * served as it was pushed, whatever Accept says.
 */
final class ManifestEndpoint {
    private static final int MOST_TAGS = 100;
    private static final int MOST_REFERRERS_IN_A_TAG = 1_000;

    private final Manifests manifests;
    private final ManifestLookups lookups;
    private final RequestBodies bodies;

    ManifestEndpoint(Manifests manifests, ManifestLookups lookups, RequestBodies bodies) {
        this.manifests = manifests;
        this.lookups = lookups;
        this.bodies = bodies;
    }

    /** {@code GET} and {@code HEAD}: one statement, and the bytes from memory. */
    void get(Exchange exchange, RepositoryName repository, Reference reference) {
        lookups.find(
                repository,
                reference,
                exchange.loop(),
                lookup -> exchange.guarded(() -> {
                    try {
                        found(exchange, lookup.result());
                    } catch (ProblemException e) {
                        fallBack(exchange, repository, reference, e);
                    }
                }));
    }

    /** {@code PUT}, by tag or by digest. */
    void put(Exchange exchange, RepositoryName repository, String reference) {
        Optional<MediaType> contentType =
                Optional.ofNullable(exchange.header("Content-Type")).flatMap(MediaType::parse);
        String length = exchange.header("Content-Length");
        if (length != null && Long.parseLong(length) > Manifest.MAX_BYTES) {
            throw tooLarge();
        }
        Reference target = Reference.parse(reference).orElseThrow(() -> badReference(reference));
        List<TagName> tags = tags(exchange, target);
        RequestBody body = bodies.open(exchange);
        exchange.work(() -> {
            byte[] bytes;
            try (body) {
                bytes = read(body);
            }
            Digest digest = digest(bytes, target);
            Manifest manifest = parse(bytes, contentType);
            manifests.put(repository, digest, manifest, bytes, tags);
            headers(exchange)
                    .putHeader(Names.CONTENT_DIGEST, digest.toString())
                    .putHeader(Names.LOCATION, "/v2/" + repository + "/manifests/" + digest);
            manifest.subject()
                    .ifPresent(subject -> exchange.response()
                            .putHeader(Names.SUBJECT, subject.digest().toString()));
            if (target instanceof Reference.ByDigest) {
                tags.forEach(tag -> exchange.response().headers().add(Names.TAG, tag.value()));
            }
            exchange.end(201);
        });
    }

    /** {@code DELETE}, of a tag or of a manifest with all its tags. */
    void delete(Exchange exchange, RepositoryName repository, Reference reference) {
        exchange.work(() -> {
            switch (reference) {
                case Reference.ByTag(TagName tag) -> manifests.deleteTag(repository, tag);
                case Reference.ByDigest(Digest digest) -> manifests.delete(repository, digest);
            }
            headers(exchange);
            exchange.end(202);
        });
    }

    private void found(Exchange exchange, FoundManifest found) {
        byte @Nullable [] body = manifests.remembered(found.digest());
        if (body != null || exchange.isHead()) {
            send(exchange, found.digest(), found.mediaType(), found.size(), body);
        } else {
            exchange.work(() -> {
                byte[] read = manifests
                        .body(found)
                        .orElseThrow(() -> new ProblemException(new Problem.NotFound(
                                Problem.Kind.MANIFEST, "manifest " + found.digest() + " was deleted just now")));
                exchange.onLoop(() -> send(exchange, found.digest(), found.mediaType(), read.length, read));
            });
        }
    }

    /**
     * A tag {@code sha256-<hex>} that nobody pushed is where clients without the referrers API look for them ("Referrers Tag
     * Schema"): they get the list from there, always in step.
     */
    private void fallBack(Exchange exchange, RepositoryName repository, Reference reference, ProblemException refusal) {
        Optional<Digest> subject = reference instanceof Reference.ByTag(TagName tag)
                ? Digest.parse(tag.value().replaceFirst("-", ":"))
                : Optional.empty();
        if (subject.isEmpty()) {
            throw refusal;
        }
        exchange.work(() -> {
            List<Referrer> referrers =
                    manifests.referrers(repository, subject.get(), null, "", MOST_REFERRERS_IN_A_TAG);
            if (referrers.isEmpty()) {
                throw refusal;
            }
            byte[] index = ReferrersEndpoint.index(referrers);
            exchange.onLoop(() -> send(exchange, Digest.of(index), MediaType.OCI_INDEX.value(), index.length, index));
        });
    }

    private static void send(Exchange exchange, Digest digest, String mediaType, int size, byte @Nullable [] body) {
        var response = headers(exchange)
                .putHeader(Names.CONTENT_DIGEST, digest.toString())
                .putHeader(Names.ETAG, '"' + digest.toString() + '"');
        if (Conditions.isNotModified(exchange, digest)) {
            exchange.endEmpty(304);
        } else if (exchange.isHead() || body == null) {
            response.putHeader("Content-Type", mediaType)
                    .putHeader("Content-Length", Integer.toString(size))
                    .end();
        } else {
            exchange.end(200, mediaType, body);
        }
    }

    /** The tag of the path, or those that a push by digest names beside it ({@code ?tag=a&tag=b}). */
    private static List<TagName> tags(Exchange exchange, Reference target) {
        return switch (target) {
            case Reference.ByTag(TagName tag) -> List.of(tag);
            case Reference.ByDigest _ -> {
                List<String> named = exchange.request().query() == null
                        ? List.of()
                        : exchange.queries().getAll("tag");
                if (named.size() > MOST_TAGS) {
                    throw new ProblemException(
                            new Problem.Invalid(Problem.Subject.PARAMETER, "at most " + MOST_TAGS + " tags at once"));
                }
                yield named.stream()
                        .map(name -> TagName.parse(name).orElseThrow(() -> badReference(name)))
                        .distinct()
                        .toList();
            }
        };
    }

    private static byte[] read(RequestBody body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer piece = body.next(); piece != null; piece = body.next()) {
            if (bytes.size() + piece.remaining() > Manifest.MAX_BYTES) {
                throw tooLarge();
            }
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.write(copy);
        }
        return bytes.toByteArray();
    }

    private static Digest digest(byte[] bytes, Reference target) {
        if (target instanceof Reference.ByDigest(Digest named)) {
            Digest actual =
                    Digest.of(named.algorithm(), named.algorithm().start().digest(bytes));
            if (!actual.equals(named)) {
                throw new ProblemException(new Problem.DigestMismatch(named, actual));
            }
            return named;
        }
        return Digest.of(bytes);
    }

    private static Manifest parse(byte[] bytes, Optional<MediaType> contentType) {
        try {
            return Manifest.parse(bytes, contentType);
        } catch (ManifestException e) {
            throw new ProblemException(
                    switch (e.reason()) {
                        case TOO_LARGE -> new Problem.TooLarge(Manifest.MAX_BYTES, String.valueOf(e.getMessage()));
                        case NOT_JSON, TOO_DEEP, SCHEMA1, MEDIA_TYPE_UNKNOWN, MEDIA_TYPE_MISMATCH, MALFORMED ->
                            new Problem.Invalid(Problem.Subject.MANIFEST, String.valueOf(e.getMessage()));
                    });
        }
    }

    private static io.vertx.core.http.HttpServerResponse headers(Exchange exchange) {
        return exchange.response()
                .putHeader(Names.API_VERSION, Names.REGISTRY_2)
                .putHeader(Names.REQUEST_ID, exchange.id());
    }

    static ProblemException badReference(String reference) {
        return new ProblemException(
                reference.contains(":")
                        ? new Problem.Invalid(Problem.Subject.DIGEST, reference)
                        : new Problem.Invalid(Problem.Subject.TAG, "invalid tag name: " + reference));
    }

    private static ProblemException tooLarge() {
        return new ProblemException(new Problem.TooLarge(
                Manifest.MAX_BYTES, "a manifest may have " + Manifest.MAX_BYTES + " bytes at most"));
    }
}
