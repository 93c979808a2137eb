package io.berth.distribution;

import io.berth.oci.RepositoryName;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a path below {@code /v2} names (OCI distribution 1.1, "Endpoints"). References and digests are still as the client sent
 * them; the operation says what is wrong with them.
 */
sealed interface Route {
    /** {@code /v2/}. */
    record Root() implements Route {}

    /** {@code /v2/_catalog}. */
    record Catalog() implements Route {}

    /** {@code /v2/<name>/tags/list}. */
    record Tags(RepositoryName repository) implements Route {}

    /** {@code /v2/<name>/manifests/<reference>}. */
    record Manifest(RepositoryName repository, String reference) implements Route {}

    /** {@code /v2/<name>/blobs/<digest>}. */
    record Blob(RepositoryName repository, String digest) implements Route {}

    /** {@code /v2/<name>/blobs/uploads/}. */
    record Uploads(RepositoryName repository) implements Route {}

    /** {@code /v2/<name>/blobs/uploads/<id>}. */
    record Upload(RepositoryName repository, String id) implements Route {}

    /** {@code /v2/<name>/referrers/<digest>}. */
    record Referrers(RepositoryName repository, String digest) implements Route {}

    /** A known form with a name that is none. */
    record BadName(String name) implements Route {}

    /** No endpoint of this specification. */
    record Unknown() implements Route {}

    private static Route of(String name, Function<RepositoryName, Route> form) {
        Optional<RepositoryName> repository = RepositoryName.parse(name);
        return repository.isPresent() && !repository.get().rest().isEmpty()
                ? form.apply(repository.get())
                : new BadName(name);
    }

    /** Reads a percent-decoded path that begins with {@code /v2/}. */
    static Route of(String path) {
        if (path.length() == 4) {
            return new Root();
        }
        int last = path.lastIndexOf('/');
        String tail = path.substring(last + 1);
        if (last == 3) {
            return tail.equals("_catalog") ? new Catalog() : new Unknown();
        }
        int before = path.lastIndexOf('/', last - 1);
        String kind = path.substring(before + 1, last);
        if (before < 4) {
            return new Unknown();
        }
        String name = path.substring(4, before);
        return switch (kind) {
            case "manifests" -> of(name, repository -> new Manifest(repository, tail));
            case "blobs" ->
                tail.equals("uploads") ? of(name, Uploads::new) : of(name, repository -> new Blob(repository, tail));
            case "tags" -> tail.equals("list") ? of(name, Tags::new) : new Unknown();
            case "referrers" -> of(name, repository -> new Referrers(repository, tail));
            case "uploads" -> {
                if (!name.endsWith("/blobs")) {
                    yield new Unknown();
                }
                String repository = name.substring(0, name.length() - "/blobs".length());
                yield tail.isEmpty() ? of(repository, Uploads::new) : of(repository, r -> new Upload(r, tail));
            }
            default -> new Unknown();
        };
    }
}
