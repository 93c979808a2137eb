package io.berth.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.berth.content.ContentModel.Answer;
import io.berth.content.ContentModel.At;
import io.berth.content.ContentModel.TagAt;
import io.berth.db.TestDatabase;
import io.berth.gc.Fsck;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * Random pushes in chunks, mounts, deletes, restores, collections and deaths in the middle of each, compared with a map. What
 * was acknowledged and not deleted is there byte by byte, seen exactly where it should be; and what nobody needs goes.
 */
final class ContentModelTest {
    private static final List<RepositoryName> REPOSITORIES =
            List.of(TestContent.repository("lib/one"), TestContent.repository("lib/two"));
    private static final List<byte[]> CONTENTS = IntStream.of(0, 1, 700, 5_000, 70_000)
            .mapToObj(length -> TestContent.content(length, length))
            .toList();
    private static final List<String> TAGS = List.of("v1", "v2", "latest");

    private static final Path DIRECTORY = directory();
    private static final TestContent HOUSE =
            TestContent.first(TestDatabase.createConfig(), DIRECTORY, TestContent.CONFIG);

    private static Path directory() {
        try {
            return Files.createTempDirectory("content-model");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterContainer
    static void close() throws IOException {
        HOUSE.close();
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** One thing that happens. Numbers choose among what there is at that moment; {@code isSane} what will hardly be refused. */
    sealed interface Step {
        record Push(int repository, int content) implements Step {}

        record Begin(int repository, int content) implements Step {}

        record Chunk(int upload, int length, boolean isRepeat, Ending ending) implements Step {}

        record Finish(int upload, boolean isWrong) implements Step {}

        record FinishAgain(int upload) implements Step {}

        record Cancel(int upload) implements Step {}

        record OutOfOrder(int upload) implements Step {}

        record Look(int repository, int content, boolean isSane) implements Step {}

        record Mount(int to, int from, int content) implements Step {}

        record DeleteBlob(int repository, int content) implements Step {}

        record PutImage(int repository, List<Integer> contents, int tag, boolean isSane) implements Step {}

        record PutIndex(int repository, List<Integer> manifests, int tag, boolean isSane) implements Step {}

        record Delete(int manifest, boolean isSane) implements Step {}

        /** An index, and then all that it lists. */
        record DeleteTree(int manifest) implements Step {}

        record DeleteTag(int repository, int tag) implements Step {}

        record Restore(int manifest, boolean isSane) implements Step {}

        record DeleteUntagged() implements Step {}

        record Collect() implements Step {}

        record Sweep() implements Step {}

        record Later(int minutes) implements Step {}

        /** The process dies at its {@code call}th call to the store, while it does {@code step}; another one starts. */
        record DieIn(Step step, int call) implements Step {}
    }

    /** How a chunk ends. */
    enum Ending {
        ACKNOWLEDGED,
        /** The connection broke, the process noticed. */
        BROKEN,
        /** Nobody noticed anything: the session is never heard of again. */
        LEFT
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void whatWasAcknowledgedIsThereAndWhatNobodyNeedsGoes(@ForAll("stories") List<Step> story) throws Exception {
        HOUSE.db.update("TRUNCATE repository, object, blob, gc_candidate, upload CASCADE");
        try (Stream<Storage.StoredObject> left = HOUSE.storage.list()) {
            HOUSE.storage.delete(left.map(Storage.StoredObject::key).toList());
        }
        try (World world = new World()) {
            for (int content = 0; content < CONTENTS.size(); content++) {
                world.take(new Step.Push(0, content));
            }
            for (Step step : story) {
                world.take(step);
            }
            world.compare();
            world.endOfTime();
        }
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        return steps().list().ofMinSize(30).ofMaxSize(90).withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<Step> steps() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 1_000);
        Arbitrary<Integer> repository = Arbitraries.integers().between(0, REPOSITORIES.size() - 1);
        Arbitrary<Integer> content = Arbitraries.integers().between(0, CONTENTS.size() - 1);
        Arbitrary<Integer> tag = Arbitraries.integers().between(-1, TAGS.size() - 1);
        Arbitrary<Integer> length = Arbitraries.of(0, 1, 300, 2_000, 40_000, 100_000);
        Arbitrary<Step> begin = Combinators.combine(repository, content).as(Step.Begin::new);
        Arbitrary<Step> chunk = Combinators.combine(
                        any, length, Arbitraries.of(true, false), Arbitraries.of(Ending.class))
                .as(Step.Chunk::new);
        Arbitrary<Step> finish = Combinators.combine(any, Arbitraries.of(false, false, false, true))
                .as(Step.Finish::new);
        Arbitrary<Step> collect = Arbitraries.just(new Step.Collect());
        Arbitrary<Step> sweep = Arbitraries.just(new Step.Sweep());
        Arbitrary<Step> fragile = Arbitraries.frequencyOf(
                Tuple.of(3, chunk), Tuple.of(6, finish), Tuple.of(1, collect), Tuple.of(3, sweep));
        Arbitrary<Boolean> sane = Arbitraries.of(true, true, true, false);
        return Arbitraries.frequencyOf(
                Tuple.of(12, Combinators.combine(repository, content).as(Step.Push::new)),
                Tuple.of(5, begin),
                Tuple.of(6, chunk),
                Tuple.of(8, finish),
                Tuple.of(1, any.map(Step.FinishAgain::new)),
                Tuple.of(1, any.map(Step.Cancel::new)),
                Tuple.of(1, any.map(Step.OutOfOrder::new)),
                Tuple.of(8, Combinators.combine(repository, content, sane).as(Step.Look::new)),
                Tuple.of(3, Combinators.combine(repository, repository, content).as(Step.Mount::new)),
                Tuple.of(2, Combinators.combine(repository, content).as(Step.DeleteBlob::new)),
                Tuple.of(
                        12,
                        Combinators.combine(repository, any.list().ofMinSize(1).ofMaxSize(3), tag, sane)
                                .as(Step.PutImage::new)),
                Tuple.of(
                        12,
                        Combinators.combine(repository, any.list().ofMinSize(1).ofMaxSize(2), tag, sane)
                                .as(Step.PutIndex::new)),
                Tuple.of(10, Combinators.combine(any, sane).as(Step.Delete::new)),
                Tuple.of(5, any.map(Step.DeleteTree::new)),
                Tuple.of(1, Combinators.combine(repository, tag).as(Step.DeleteTag::new)),
                Tuple.of(10, Combinators.combine(any, sane).as(Step.Restore::new)),
                Tuple.of(1, Arbitraries.just(new Step.DeleteUntagged())),
                Tuple.of(3, collect),
                Tuple.of(3, sweep),
                // Never a whole multiple of a window, where the clock of the database and the model could disagree.
                Tuple.of(4, Arbitraries.of(187, 187, 187, 1_397, 1_519).map(Step.Later::new)),
                Tuple.of(
                        5,
                        Combinators.combine(fragile, Arbitraries.integers().between(0, 6))
                                .as(Step.DieIn::new)));
    }

    /** Thrown by the store at the moment of death; nothing in the product catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The registry and its model, going the same way. */
    private static final class World implements AutoCloseable {
        private final ContentModel model = new ContentModel();
        private final List<UUID> uploads = new ArrayList<>();
        private final List<At> manifests = new ArrayList<>();
        private final List<Digest> all = IntStream.range(0, CONTENTS.size())
                .mapToObj(ContentModelTest::digest)
                .toList();
        private final List<UploadSession> left = new ArrayList<>();
        private UUID owner = UUID.randomUUID();
        private Uploads registry;
        private Sweeper sweeper = HOUSE.sweeper;
        /** How many more calls to the store this process makes; negative if it lives. */
        private int callsLeft = -1;

        World() {
            registry = process();
        }

        /** A process is born: with an identity of its own and nothing in its memory. */
        private Uploads process() {
            owner = UUID.randomUUID();
            HOUSE.db.update("INSERT INTO replica (id, host, version) VALUES (?, 'model', 'test')", owner);
            Storage storage = WatchedStorage.of(HOUSE.storage, new WatchedStorage.Watcher() {
                @Override
                public void before(String call) {
                    tick();
                }

                @Override
                public void after(String call) {
                    tick();
                }
            });
            sweeper = new Sweeper(HOUSE.db, storage, HOUSE.config);
            return new Uploads(HOUSE.db, storage, blobs(), HOUSE.config, owner);
        }

        private void tick() {
            if (callsLeft == 0) {
                throw new Death();
            }
            callsLeft--;
        }

        private void die() {
            callsLeft = -1;
            HOUSE.db.update("DELETE FROM replica WHERE id = ?", owner);
            registry = process();
        }

        /** Without memory, since the model has none: what is remembered for up to a minute is tested elsewhere. */
        private Blobs blobs() {
            return new Blobs(HOUSE.db, HOUSE.config);
        }

        void take(Step step) throws IOException {
            switch (step) {
                case Step.Begin(int repository, int content) -> {
                    UUID id = registry.begin(REPOSITORIES.get(repository), "admin");
                    uploads.add(id);
                    model.begin(id, REPOSITORIES.get(repository), content);
                }
                case Step.Push(int repository, int content) -> {
                    HOUSE.push(REPOSITORIES.get(repository), CONTENTS.get(content));
                    model.lease(blob(repository, content));
                }
                case Step.Chunk chunk -> chunk(chunk);
                case Step.Finish(int upload, boolean isWrong) -> {
                    UUID id = chosen(uploads, upload);
                    if (id != null) {
                        finish(id, isWrong);
                    }
                }
                case Step.FinishAgain(int upload) -> finishAgain(chosen(uploads, upload));
                case Step.Cancel(int upload) -> cancel(chosen(uploads, upload));
                case Step.OutOfOrder(int upload) -> outOfOrder(chosen(uploads, upload));
                case Step.Look(int repository, int content, boolean isSane) -> {
                    RepositoryName there = REPOSITORIES.get(repository);
                    Digest digest = chosen(seen(there, isSane), content);
                    if (digest != null) {
                        assertThat(blobs().find(there, digest).isPresent())
                                .isEqualTo(model.find(new At(there, digest)));
                    }
                }
                case Step.Mount(int to, int from, int content) -> {
                    At source = blob(from, content);
                    assertThat(blobs().mount(REPOSITORIES.get(to), source.repository(), source.digest())
                                    .isPresent())
                            .isEqualTo(model.mount(REPOSITORIES.get(to), source));
                }
                case Step.DeleteBlob(int repository, int content) -> {
                    At blob = blob(repository, content);
                    agree(model.deleteBlob(blob), () -> blobs().delete(blob.repository(), blob.digest()));
                }
                case Step.PutImage(int repository, List<Integer> numbers, int tag, boolean isSane) -> {
                    RepositoryName there = REPOSITORIES.get(repository);
                    List<Digest> layers = chosen(seen(there, isSane), numbers);
                    if (!layers.isEmpty()) {
                        put(there, TestContent.imageOf(layers), layers, List.of(), tag);
                    }
                }
                case Step.PutIndex(int repository, List<Integer> numbers, int tag, boolean isSane) -> {
                    List<Digest> seen = manifests.stream()
                            .filter(at -> !isSane
                                    || at.repository().equals(REPOSITORIES.get(repository))
                                            && model.live(at).isPresent())
                            .map(At::digest)
                            .toList();
                    List<Digest> children =
                            chosen(seen, numbers).stream().distinct().toList();
                    if (!children.isEmpty()) {
                        byte[] index = TestContent.indexOf(children);
                        put(REPOSITORIES.get(repository), index, List.of(), children, tag);
                    }
                }
                case Step.Delete(int number, boolean isSane) -> {
                    At at = chosen(manifests(isSane, true), number);
                    if (at != null) {
                        agree(model.delete(at), () -> HOUSE.manifests.delete(at.repository(), at.digest()));
                    }
                }
                case Step.DeleteTree(int number) -> {
                    At at = chosen(manifests(true, true), number);
                    if (at != null) {
                        List<At> tree = new ArrayList<>(List.of(at));
                        model.live(at).ifPresent(index -> tree.addAll(index.children));
                        tree.forEach(part -> agree(
                                model.delete(part), () -> HOUSE.manifests.delete(part.repository(), part.digest())));
                    }
                }
                case Step.DeleteTag(int repository, int tag) -> {
                    if (tag >= 0) {
                        TagAt at = new TagAt(REPOSITORIES.get(repository), TAGS.get(tag));
                        agree(
                                model.deleteTag(at),
                                () -> HOUSE.manifests.deleteTag(at.repository(), new TagName(at.name())));
                    }
                }
                case Step.Restore(int number, boolean isSane) -> {
                    At at = chosen(manifests(isSane, false), number);
                    if (at != null) {
                        agree(model.restore(at), () -> HOUSE.trash.restore(at.repository(), at.digest()));
                    }
                }
                case Step.DeleteUntagged() -> {
                    model.deleteUntagged();
                    while (HOUSE.collector.deleteUntagged(3) > 0) {}
                }
                case Step.Collect() -> {
                    collect();
                    compare();
                }
                case Step.Sweep() -> sweep();
                case Step.Later(int minutes) -> {
                    model.later(Duration.ofMinutes(minutes));
                    HOUSE.later(Duration.ofMinutes(minutes));
                }
                case Step.DieIn(Step fatal, int call) -> dieIn(fatal, call);
            }
        }

        /** What was not answered may have happened or not; the client asks, or tries again, and is served by the next process. */
        private void dieIn(Step step, int call) throws IOException {
            callsLeft = call;
            try {
                take(step);
                die();
            } catch (Death e) {
                die();
                switch (step) {
                    case Step.Chunk chunk -> ask(chosen(uploads, chunk.upload()));
                    case Step.Finish(int number, boolean isWrong) -> {
                        UUID id = chosen(uploads, number);
                        ask(id);
                        if (id != null && !isWrong) {
                            finish(id, false);
                        }
                    }
                    default -> take(step);
                }
            }
        }

        /** The client asks where its upload stands. */
        private void ask(@Nullable UUID id) {
            ContentModel.Upload upload = id == null ? null : model.upload(id).orElse(null);
            if (id == null || upload == null) {
                return;
            }
            Optional<Long> position = registry.position(upload.repository, id);
            if (position.isPresent()) {
                // Never less than what was acknowledged.
                assertThat(position.get()).isBetween(upload.position, (long) CONTENTS.get(upload.content).length);
                model.wrote(id, position.get());
            } else if (HOUSE.count("SELECT count(*) FROM upload WHERE id = ?", id) == 0) {
                model.cancelled(id);
            } else {
                // It was closed, and only the answer was lost.
                Digest digest = digest(upload.content);
                model.closed(id, digest);
            }
        }

        private void chunk(Step.Chunk chunk) throws IOException {
            UUID id = chosen(uploads, chunk.upload());
            if (id == null) {
                return;
            }
            ContentModel.Upload upload = model.upload(id).orElse(null);
            if (upload == null || upload.closed != null) {
                RepositoryName repository = upload == null ? REPOSITORIES.getFirst() : upload.repository;
                agree(Answer.UNKNOWN, () -> registry.append(repository, id, 0));
                return;
            }
            byte[] content = CONTENTS.get(upload.content);
            // A chunk that was not acknowledged may come again from its start, or go on where the upload stands.
            int start = (int) (chunk.isRepeat() && upload.patchOpen ? upload.patchStart : upload.position);
            int end = Math.clamp((long) start + chunk.length(), (int) upload.position, content.length);
            UploadSession session = registry.append(upload.repository, id, start);
            model.claimed(id, start);
            session.write(ByteBuffer.wrap(content, start, end - start));
            switch (chunk.ending()) {
                case ACKNOWLEDGED -> {
                    assertThat(session.acknowledge()).isEqualTo(end);
                    model.wrote(id, end);
                    model.acknowledged(id);
                    session.close();
                }
                case BROKEN -> {
                    session.close();
                    model.wrote(id, end);
                }
                case LEFT -> left.add(session);
            }
            assertThat(registry.position(upload.repository, id)).hasValue(upload.position);
        }

        private void finish(UUID id, boolean isWrong) throws IOException {
            ContentModel.Upload upload = model.upload(id).orElse(null);
            if (upload == null) {
                agree(Answer.UNKNOWN, () -> registry.close(REPOSITORIES.getFirst(), id, 0, digest(0)));
                return;
            }
            if (upload.closed != null) {
                finishAgain(id);
                return;
            }
            byte[] content = CONTENTS.get(upload.content);
            Digest digest = isWrong ? Digest.of(TestContent.bytes("something else")) : digest(upload.content);
            int start = (int) upload.position;
            try (UploadSession session =
                    registry.close(upload.repository, id, start, digest).orElseThrow()) {
                session.write(ByteBuffer.wrap(content, start, content.length - start));
                if (isWrong) {
                    try {
                        session.complete(digest);
                        fail("a wrong digest was taken");
                    } catch (ProblemException e) {
                        assertThat(e.problem()).isInstanceOf(Problem.DigestMismatch.class);
                        model.cancelled(id);
                    }
                } else {
                    assertThat(session.complete(digest)).isEqualTo(content.length);
                    model.closed(id, digest);
                }
            }
        }

        /** A closing request whose answer was lost is answered once more, as long as the blob is seen there. */
        private void finishAgain(@Nullable UUID id) throws IOException {
            ContentModel.Upload upload = id == null ? null : model.upload(id).orElse(null);
            if (id == null || upload == null || upload.closed == null) {
                return;
            }
            Digest digest = upload.closed;
            boolean isThere = model.find(new At(upload.repository, digest));
            agree(
                    isThere ? Answer.DONE : Answer.UNKNOWN,
                    () -> assertThat(registry.close(upload.repository, id, 0, digest))
                            .isEmpty());
        }

        private void cancel(@Nullable UUID id) throws IOException {
            ContentModel.Upload upload = id == null ? null : model.upload(id).orElse(null);
            if (id != null && upload != null) {
                registry.cancel(upload.repository, id);
                model.cancelled(id);
            }
        }

        private void outOfOrder(@Nullable UUID id) {
            ContentModel.Upload upload = id == null ? null : model.upload(id).orElse(null);
            if (id != null && upload != null && upload.closed == null) {
                try {
                    registry.append(upload.repository, id, upload.position + 1);
                    fail("a gap was taken");
                } catch (ProblemException e) {
                    assertThat(e.problem()).isEqualTo(new Problem.OutOfOrder(id.toString(), upload.position));
                }
            }
        }

        /** All blobs there may be, or only those that are seen in the repository. */
        private List<Digest> seen(RepositoryName repository, boolean isSane) {
            return all.stream()
                    .filter(blob -> !isSane || model.isVisible(new At(repository, blob)))
                    .toList();
        }

        /** All manifests that were ever pushed, or only those that are live, or that are not. */
        private List<At> manifests(boolean isSane, boolean isLive) {
            return manifests.stream()
                    .filter(at -> !isSane || model.live(at).isPresent() == isLive)
                    .toList();
        }

        private void put(RepositoryName repository, byte[] body, List<Digest> blobs, List<Digest> children, int tag) {
            At at = new At(repository, Digest.of(body));
            if (!manifests.contains(at)) {
                manifests.add(at);
            }
            String name = tag < 0 ? null : TAGS.get(tag);
            agree(model.put(at, blobs, children, name), () -> HOUSE.put(repository, body, name));
        }

        private void collect() {
            model.collect();
            HOUSE.collect();
            assertThat(Set.copyOf(HOUSE.db.query(
                            "SELECT digest FROM blob",
                            row -> Digest.parse(row.getString(1)).orElseThrow())))
                    .isEqualTo(model.needed());
        }

        private void sweep() throws IOException {
            model.sweep();
            sweeper.abandonDeadWriters();
            List<Swept> swept = sweeper.sweep(4);
            while (!swept.isEmpty()) {
                swept = sweeper.sweep(4);
            }
            while (sweeper.expireUploads(2) > 0) {}
            sweeper.removeLeftoverUploads();
        }

        /** Everything is as the model says, in every repository, down to the bytes. */
        void compare() throws IOException {
            for (RepositoryName repository : REPOSITORIES) {
                for (int content = 0; content < CONTENTS.size(); content++) {
                    At blob = new At(repository, digest(content));
                    Optional<BlobStore.Sight> sight =
                            new BlobStore(HOUSE.db).sight(repository, blob.digest(), HOUSE.config.leaseTime());
                    assertThat(sight.isPresent()).as(blob.toString()).isEqualTo(model.isVisible(blob));
                    if (sight.isPresent()) {
                        BlobLocation location = sight.get().location();
                        try (var in = HOUSE.storage.read(location.objectKey(), 0, location.size())) {
                            assertThat(Arrays.equals(in.readAllBytes(), CONTENTS.get(content)))
                                    .as(blob.toString())
                                    .isTrue();
                        }
                    }
                }
                for (String tag : TAGS) {
                    assertThat(HOUSE.tagged(repository, tag)).isEqualTo(model.tagged(new TagAt(repository, tag)));
                }
            }
            for (At at : manifests) {
                Optional<byte[]> body = HOUSE.manifest(at.repository(), at.digest());
                assertThat(body.isPresent())
                        .as(at.toString())
                        .isEqualTo(model.live(at).isPresent());
                body.ifPresent(bytes -> assertThat(Digest.of(bytes)).isEqualTo(at.digest()));
            }
            assertThat(new Fsck(new Inventory(HOUSE.db), HOUSE.storage)
                            .run(_ -> {})
                            .findings())
                    .isEmpty();
        }

        /** When all windows have ended, the store holds what is needed and nothing else. */
        void endOfTime() throws IOException {
            for (int week = 0; week < 2; week++) {
                take(new Step.Later(8 * 24 * 60 + 7));
                die();
                collect();
                sweep();
            }
            compare();
            Set<String> expected =
                    new HashSet<>(HOUSE.db.query("SELECT object_key FROM blob", row -> row.getString(1)));
            try (Stream<Storage.StoredObject> objects = HOUSE.storage.list();
                    Stream<String> parts = HOUSE.storage.uploads()) {
                assertThat(objects.map(Storage.StoredObject::key)).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(parts).isEmpty();
            }
            assertThat(HOUSE.count("SELECT count(*) FROM object WHERE state NOT IN ('live', 'gone')"))
                    .isZero();
        }

        @Override
        public void close() throws IOException {
            for (UploadSession session : left) {
                session.close();
            }
            HOUSE.db.update("DELETE FROM replica WHERE host = 'model'");
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void agree(Answer expected, Work work) {
        Answer actual = Answer.DONE;
        try {
            work.run();
        } catch (ProblemException e) {
            actual = switch (e.problem()) {
                case Problem.NotFound _ -> Answer.UNKNOWN;
                case Problem.InUse _ -> Answer.IN_USE;
                case Problem.Conflict _ -> Answer.CONFLICT;
                case Problem.ReferencesUnknown _ -> Answer.MISSING;
                default -> throw e;
            };
        } catch (IOException e) {
            fail("the store failed", e);
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static At blob(int repository, int content) {
        return new At(REPOSITORIES.get(repository), digest(content));
    }

    private static Digest digest(int content) {
        return Digest.of(CONTENTS.get(content));
    }

    private static <T> List<T> chosen(List<T> all, List<Integer> numbers) {
        return all.isEmpty()
                ? List.of()
                : numbers.stream().map(number -> all.get(number % all.size())).toList();
    }

    private static <T> @Nullable T chosen(List<T> all, int number) {
        return all.isEmpty() ? null : all.get(number % all.size());
    }
}
