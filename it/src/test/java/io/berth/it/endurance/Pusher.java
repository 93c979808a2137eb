package io.berth.it.endurance;

import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.TestImages;
import io.berth.it.registry.Answer;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * One client that pushes, pulls and deletes at random in a repository of its own, and remembers what the registry acknowledged.
 * All pushers take their images from one pool, so they meet in the same blobs. For use by one thread.
 */
final class Pusher {
    private static final int TAGS = 6;
    private final Registry registry;
    private final String repository;
    private final List<String> neighbours;
    private final Pool pool;
    private final Random random;
    private final Map<String, Image> acknowledged = new TreeMap<>();
    private int pushes;
    private int refusals;
    private int deletes;

    Pusher(Registry registry, String repository, List<String> neighbours, Pool pool, long seed) {
        this.registry = registry;
        this.repository = repository;
        this.neighbours = List.copyOf(neighbours);
        this.pool = pool;
        this.random = new Random(seed);
    }

    /** Images that share their layers: half of the layers come from a hot few, so that they are deleted and pushed again soon. */
    record Pool(List<Image> images) {
        static Pool of(List<Content> layers, int images, long seed) {
            Random random = new Random(seed);
            List<Image> made = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                List<Content> chosen = new ArrayList<>();
                chosen.add(layers.get(random.nextInt(layers.size())));
                chosen.add(layers.get(random.nextInt(layers.size() / 20)));
                chosen.add(layers.get(random.nextInt(layers.size())));
                made.add(TestImages.of("image " + i, chosen));
            }
            return new Pool(made);
        }
    }

    /** Does one thing. */
    void step() {
        int dice = random.nextInt(100);
        if (dice < 55 || acknowledged.isEmpty()) {
            push();
        } else if (dice < 80) {
            deleteManifest();
        } else if (dice < 85) {
            deleteTag();
        } else {
            pull(randomTag());
        }
    }

    int pushes() {
        return pushes;
    }

    /** How often a manifest was refused although its pusher had just seen or sent all it needs. */
    int refusals() {
        return refusals;
    }

    int deletes() {
        return deletes;
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** Pulls everything that was acknowledged and not deleted since, each byte verified. */
    void verify() {
        List.copyOf(acknowledged.keySet()).forEach(this::pull);
    }

    private void push() {
        Image image = pool.images.get(random.nextInt(pool.images.size()));
        String tag = "t" + random.nextInt(TAGS);
        for (Content blob : image.blobs()) {
            if (registry.hasBlob(repository, blob.digest())) {
                continue;
            }
            if (random.nextBoolean()) {
                registry.mountOrPush(repository, blob, neighbours.get(random.nextInt(neighbours.size())));
            } else {
                registry.pushBlob(repository, blob);
            }
        }
        Answer answer = registry.putManifest(
                repository, tag, image.mediaType(), image.manifest().bytes());
        if (answer.status() == 400 && answer.errorCodes().contains("MANIFEST_BLOB_UNKNOWN")) {
            refusals++;
            return;
        }
        answer.expect(201);
        acknowledged.put(tag, image);
        pushes++;
    }

    private void deleteManifest() {
        Image image = Objects.requireNonNull(acknowledged.get(randomTag()));
        registry.send(Request.delete(
                        Registry.manifestPath(repository, image.digest().toString())))
                .expect(202);
        acknowledged.values().removeIf(image::equals);
        deletes++;
    }

    private void deleteTag() {
        String tag = randomTag();
        registry.send(Request.delete(Registry.manifestPath(repository, tag))).expect(202);
        acknowledged.remove(tag);
        deletes++;
    }

    private void pull(String tag) {
        Image expected = acknowledged.get(tag);
        Image pulled = registry.pull(repository, tag);
        if (!pulled.equals(expected)) {
            throw new AssertionError(repository + ":" + tag + " is " + pulled + ", acknowledged was " + expected);
        }
    }

    private String randomTag() {
        List<String> tags = List.copyOf(acknowledged.keySet());
        return tags.get(random.nextInt(tags.size()));
    }
}
