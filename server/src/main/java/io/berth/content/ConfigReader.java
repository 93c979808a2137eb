package io.berth.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the configs of artifacts say. They are read when somebody looks, never while they are pushed, and what was taken out
 * of them is kept in memory, since bytes by digest never change. One look reads {@link #MOST_BYTES} at most.
 */
final class ConfigReader {
    /** How much is read of configs for one answer; a config that is longer is not read at all. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(ConfigReader.class.getName());
    private static final long REMEMBERED_BYTES = 8L * 1024 * 1024;
    private static final String HISTORY = "history";

    /** What is shown of the config of an image; of others it is everything. */
    private static final List<String> OF_IMAGES = List.of("architecture", "author", "config", "created", "os");

    private final ConfigStore store;
    private final Storage storage;
    private final Cache<Key, String> remembered;

    private record Key(Digest config, boolean isOfImage) {}

    /** A config whose attributes are wanted: of which artifact, and of which kind that is. */
    record Wanted(long artifact, Digest config, String kind) {}

    ConfigReader(Db db, Storage storage) {
        this.store = new ConfigStore(db);
        this.storage = storage;
        this.remembered = Caffeine.newBuilder()
                .maximumWeight(REMEMBERED_BYTES)
                .weigher((Key key, String attributes) -> 2 * attributes.length() + 256)
                .build();
    }

    /** The attributes by the ids of the artifacts, as JSON objects; what has none, or too much to be read, is left out. */
    Map<Long, String> attributes(List<Wanted> wanted) {
        Map<Long, String> attributes = new HashMap<>();
        List<Wanted> unknown = new ArrayList<>();
        for (Wanted one : wanted) {
            String known = remembered.getIfPresent(key(one));
            if (known == null) {
                unknown.add(one);
            } else if (!known.isEmpty()) {
                attributes.put(one.artifact, known);
            }
        }
        if (!unknown.isEmpty()) {
            read(unknown, attributes);
        }
        return attributes;
    }

    /** The steps of an image's build, a JSON array; an empty one if the config does not say. */
    String history(long artifact, Digest config) throws IOException {
        BlobLocation location =
                store.locations(List.of(artifact), List.of(config)).get(config);
        if (location == null || location.size() > MOST_BYTES) {
            return "[]";
        }
        return JsonFields.of(bytes(location), HISTORY::equals)
                .map(fields -> fields.get(HISTORY))
                .filter(history -> history.startsWith("["))
                .orElse("[]");
    }

    private void read(List<Wanted> wanted, Map<Long, String> attributes) {
        Map<Digest, BlobLocation> locations = store.locations(
                wanted.stream().map(Wanted::artifact).toList(),
                wanted.stream().map(Wanted::config).toList());
        long left = MOST_BYTES;
        for (Wanted one : wanted) {
            BlobLocation location = locations.get(one.config);
            if (location == null || location.size() > left) {
                continue;
            }
            left -= location.size();
            try {
                String text = attributes(bytes(location), key(one).isOfImage);
                remembered.put(key(one), text);
                if (!text.isEmpty()) {
                    attributes.put(one.artifact, text);
                }
            } catch (IOException e) {
                // The list is worth more than this part of it; fsck tells what is wrong with the blob.
                LOG.log(Level.WARNING, e, () -> "cannot read the config " + one.config);
            }
        }
    }

    private byte[] bytes(BlobLocation location) throws IOException {
        try (InputStream in = storage.read(location.objectKey(), 0, location.size())) {
            return in.readAllBytes();
        }
    }

    private static String attributes(byte[] config, boolean isOfImage) {
        Optional<Map<String, String>> fields = JsonFields.of(config, isOfImage ? OF_IMAGES::contains : _ -> true);
        if (fields.isEmpty() || (!isOfImage && fields.get().isEmpty())) {
            return "";
        }
        if (!isOfImage) {
            return JsonFields.object(fields.get());
        }
        Map<String, String> all = new LinkedHashMap<>();
        OF_IMAGES.forEach(name -> all.put(name, fields.get().getOrDefault(name, "null")));
        return JsonFields.object(all);
    }

    private static Key key(Wanted wanted) {
        return new Key(wanted.config, wanted.kind.equals(ArtifactKind.IMAGE));
    }
}
