package io.berth.it.registry;

import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.Media;
import io.berth.oci.Algorithm;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of one registry under one set of credentials. It answers Basic and Bearer challenges and keeps the tokens. Content
 * calls expect success and throw {@link Answer.Refused} otherwise; {@link #send} gives any answer as it is. Safe for use by
 * many threads.
 */
public final class Registry {
    /** Long enough for the largest blob of the tests on a slow machine. */
    private static final Duration LIMIT = Duration.ofMinutes(60);

    private final URI base;
    private final Credentials credentials;
    private final HttpClient http;
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    public Registry(URI base, Credentials credentials) {
        this(base, credentials, client());
    }

    private Registry(URI base, Credentials credentials, HttpClient http) {
        this.base = base;
        this.credentials = credentials;
        this.http = http;
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** The same registry for somebody else. */
    public Registry as(Credentials other) {
        return new Registry(base, other, http);
    }

    /** Another server of the same installation, for the same caller. */
    public Registry at(URI other) {
        return new Registry(other, credentials, http);
    }

    public URI base() {
        return base;
    }

    public Credentials credentials() {
        return credentials;
    }

    // Plain requests

    /** Sends a request; after a 401 with a challenge once more with what was asked for. */
    public Answer send(Request request) {
        return exchange(request, BodyHandlers.ofByteArray(), body -> body);
    }

    /** The body of a GET as a stream, for content that does not fit into memory; to be closed. */
    public InputStream open(String path) {
        Request request = Request.get(path);
        HttpResponse<InputStream> response = dispatch(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new Answer.Refused(answer(request, response, new byte[0]));
        }
        return response.body();
    }

    /** A request exactly as it is, without credentials. */
    public Answer sendBare(Request request) {
        HttpResponse<byte[]> response = once(request, Optional.empty(), BodyHandlers.ofByteArray());
        return answer(request, response, response.body());
    }

    // Blobs

    /** Uploads a blob by POST and PUT. */
    public Digest pushBlob(String repository, Content blob) {
        return close(startUpload(repository), blob.digest(), blob.bytes());
    }

    /** Uploads a blob by one POST that names the digest. */
    public Digest pushBlobAtOnce(String repository, Content blob) {
        send(Request.post(uploads(repository) + "?digest=" + blob.digest())
                        .header("Content-Type", "application/octet-stream")
                        .body(blob.bytes()))
                .expect(201);
        return blob.digest();
    }

    /** Uploads a blob by POST, one PATCH of a length that is not said, and PUT; it is read once, as it is sent. */
    public Digest pushBlobStreamed(String repository, InputStream blob) {
        DigestInputStream hashed = new DigestInputStream(blob, Algorithm.SHA256.start());
        // The POST has fetched the token that the PATCH needs, so the stream is not wanted twice.
        Answer patched = send(Request.patch(startUpload(repository))
                        .header("Content-Type", "application/octet-stream")
                        .body(BodyPublishers.ofInputStream(() -> hashed)))
                .expect(202);
        Digest digest = Digest.of(Algorithm.SHA256, hashed.getMessageDigest().digest());
        return close(patched.location(), digest, new byte[0]);
    }

    /** Uploads a blob in chunks with Content-Range; the last one comes with the PUT. */
    public Digest pushBlobInChunks(String repository, Content blob, int chunk) {
        byte[] bytes = blob.bytes();
        String location = startUpload(repository);
        int at = 0;
        while (bytes.length - at > chunk) {
            location = pushChunk(location, at, Arrays.copyOfRange(bytes, at, at + chunk))
                    .expect(202)
                    .location();
            at += chunk;
        }
        byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
        send(Request.put(withDigest(location, blob.digest()))
                        .header("Content-Type", "application/octet-stream")
                        .header("Content-Range", at + "-" + (bytes.length - 1))
                        .body(rest))
                .expect(201);
        return blob.digest();
    }

    /** Starts an upload; the Location where it goes on. */
    public String startUpload(String repository) {
        return send(Request.post(uploads(repository))).expect(202).location();
    }

    /** Sends one chunk that starts at {@code offset}. */
    public Answer pushChunk(String location, long offset, byte[] chunk) {
        return send(Request.patch(location)
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", offset + "-" + (offset + chunk.length - 1))
                .body(chunk));
    }

    /** Ends an upload. */
    public Digest close(String location, Digest digest, byte[] rest) {
        send(Request.put(withDigest(location, digest))
                        .header("Content-Type", "application/octet-stream")
                        .body(rest))
                .expect(201);
        return digest;
    }

    public boolean hasBlob(String repository, Digest digest) {
        return send(Request.head(blobPath(repository, digest))).expect(200, 404).status() == 200;
    }

    public byte[] blob(String repository, Digest digest) {
        return send(Request.get(blobPath(repository, digest))).expect(200).body();
    }

    /** Mounts a blob of another repository; where it is not visible there, uploads it, as clients do. */
    public Digest mountOrPush(String repository, Content blob, String from) {
        Answer answer = send(Request.post(uploads(repository) + "?mount=" + blob.digest() + "&from=" + from))
                .expect(201, 202);
        return answer.status() == 201 ? blob.digest() : close(answer.location(), blob.digest(), blob.bytes());
    }

    // Manifests

    public Answer putManifest(String repository, String reference, String mediaType, byte[] manifest) {
        return send(Request.put(manifestPath(repository, reference))
                .header("Content-Type", mediaType)
                .body(manifest));
    }

    public Answer manifest(String repository, String reference) {
        return send(Request.get(manifestPath(repository, reference)).header("Accept", Media.ANY_MANIFEST));
    }

    /** The digest behind a tag, if there is one. */
    public Optional<Digest> resolve(String repository, String tag) {
        Answer answer = send(Request.head(manifestPath(repository, tag)).header("Accept", Media.ANY_MANIFEST))
                .expect(200, 404);
        return answer.status() == 404
                ? Optional.empty()
                : answer.header("Docker-Content-Digest").flatMap(Digest::parse);
    }

    /** Pushes an image as ordinary clients do: asks for each blob, uploads what is missing, then the manifests bottom up. */
    public void push(String repository, String reference, Image image) {
        for (Image child : image.children()) {
            push(repository, child.digest().toString(), child);
        }
        for (Content blob : image.blobs()) {
            if (!hasBlob(repository, blob.digest())) {
                pushBlob(repository, blob);
            }
        }
        putManifest(repository, reference, image.mediaType(), image.manifest().bytes())
                .expect(201);
    }

    /** Pulls an image with all it refers to, each byte verified. */
    public Image pull(String repository, String reference) {
        Answer root = manifest(repository, reference).expect(200);
        return Image.read(Content.of(root.body()).digest(), new Image.Source() {
            @Override
            public byte[] manifest(Digest digest) {
                return Registry.this
                        .manifest(repository, digest.toString())
                        .expect(200)
                        .body();
            }

            @Override
            public byte[] blob(Digest digest) {
                return Registry.this.blob(repository, digest);
            }
        });
    }

    // Paths

    public static String blobPath(String repository, Digest digest) {
        return "/v2/" + repository + "/blobs/" + digest;
    }

    public static String manifestPath(String repository, String reference) {
        return "/v2/" + repository + "/manifests/" + reference;
    }

    public static String uploads(String repository) {
        return "/v2/" + repository + "/blobs/uploads/";
    }

    /** A Location with the digest that closes the upload. */
    public static String withDigest(String location, Digest digest) {
        return location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
    }

    // Sending

    private interface Read<T> {
        byte[] bytes(T body);
    }

    private <T> Answer exchange(Request request, BodyHandler<T> handler, Read<T> read) {
        HttpResponse<T> response = dispatch(request, handler);
        return answer(request, response, read.bytes(response.body()));
    }

    private <T> HttpResponse<T> dispatch(Request request, BodyHandler<T> handler) {
        if (request.target().startsWith("/api/")) {
            // Harbor's API sends no challenge; its clients send their credentials with every request.
            return once(request, basic(), handler);
        }
        String key = scopeKey(request);
        HttpResponse<T> response = once(request, Optional.ofNullable(authorizations.get(key)), handler);
        if (response.statusCode() != 401) {
            return response;
        }
        Optional<String> authorization =
                Challenge.of(answer(request, response, new byte[0])).flatMap(this::authorize);
        if (authorization.isEmpty()) {
            return response;
        }
        authorizations.put(key, authorization.get());
        return once(request, authorization, handler);
    }

    private Optional<String> authorize(Challenge challenge) {
        Optional<String> basic =
                credentials instanceof Credentials.Basic known ? Optional.of(known.header()) : Optional.empty();
        if (!challenge.isBearer()) {
            return basic;
        }
        Request request = Request.get(challenge.tokenUrl());
        HttpResponse<byte[]> response = once(request, basic, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            return Optional.empty();
        }
        return Optional.of("Bearer "
                + answer(request, response, response.body())
                        .json()
                        .path("token")
                        .asText());
    }

    private Optional<String> basic() {
        return credentials instanceof Credentials.Basic known ? Optional.of(known.header()) : Optional.empty();
    }

    /** Requests with the same key need the same rights, so one token serves them. */
    private static String scopeKey(Request request) {
        String path = URI.create(request.target()).getPath();
        String repository = path.replaceFirst("/(blobs|manifests|tags|referrers)/.*", "");
        String right = switch (request.method()) {
            case "GET", "HEAD" -> " pull";
            case "DELETE" -> " delete";
            default -> " push";
        };
        boolean mounts = request.target().contains("from=");
        return repository + right + (mounts ? request.target() : "");
    }

    private <T> HttpResponse<T> once(Request request, Optional<String> authorization, BodyHandler<T> handler) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(request.target()))
                .timeout(LIMIT)
                .method(request.method(), request.body());
        request.headers().forEach(builder::setHeader);
        authorization.ifPresent(value -> builder.setHeader("Authorization", value));
        try {
            return http.send(builder.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(Request request, HttpResponse<?> response, byte[] body) {
        return new Answer(request.toString(), response.statusCode(), response.headers(), body);
    }
}
