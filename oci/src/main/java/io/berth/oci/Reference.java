package io.berth.oci;

import java.util.Optional;

/** What names a manifest in a repository: a tag or a digest. */
public sealed interface Reference permits Reference.ByTag, Reference.ByDigest {
    /** A tag, which may name another manifest tomorrow. */
    record ByTag(TagName tag) implements Reference {
        @Override
        public String toString() {
            return tag.toString();
        }
    }

    /** A digest, which names the same bytes for ever. */
    record ByDigest(Digest digest) implements Reference {
        @Override
        public String toString() {
            return digest.toString();
        }
    }

    /** Reads the last part of a manifest's path; no tag has a colon and every digest has one. */
    static Optional<Reference> parse(String text) {
        return text.indexOf(':') >= 0
                ? Digest.parse(text).map(ByDigest::new)
                : TagName.parse(text).map(ByTag::new);
    }
}
