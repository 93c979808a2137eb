package io.berth.content;

import io.berth.db.Db;
import io.berth.db.DbException;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the manifest that a tag or a digest leads to, always by asking PostgreSQL after the request came (P4). Lookups that
 * arrive while a statement is under way go together in the next one, so a pull storm costs a few statements. Answers are given
 * on the executor of whoever asked, one hop for all of a batch that share it.
 */
public final class ManifestLookups implements AutoCloseable {
    private static final int MOST = 512;

    private final LookupStore store;
    private final LinkedBlockingQueue<Lookup> queue = new LinkedBlockingQueue<>();
    private final Thread lane;

    public ManifestLookups(Db db) {
        this.store = new LookupStore(db);
        this.lane = Thread.ofPlatform().daemon().name("manifest-lookups").unstarted(this::run);
    }

    /** One question and, later, its answer. */
    public static final class Lookup {
        private final RepositoryName repository;
        private final Reference reference;
        private final Executor executor;
        private final Consumer<Lookup> answer;
        private boolean repositoryKnown;
        private @Nullable FoundManifest found;
        private @Nullable RuntimeException failure;

        Lookup(RepositoryName repository, Reference reference, Executor executor, Consumer<Lookup> answer) {
            this.repository = repository;
            this.reference = reference;
            this.executor = executor;
            this.answer = answer;
        }

        public RepositoryName repository() {
            return repository;
        }

        public Reference reference() {
            return reference;
        }

        /**
         * What was found.
         *
         * @throws io.berth.problem.ProblemException if there is no such repository or manifest
         * @throws DbException if the database could not be asked
         */
        public FoundManifest result() {
            if (failure != null) {
                throw failure;
            }
            if (!repositoryKnown) {
                throw Manifests.unknownRepository(repository);
            }
            if (found == null) {
                throw Manifests.unknown(
                        repository,
                        switch (reference) {
                            case Reference.ByTag tag -> ":" + tag;
                            case Reference.ByDigest digest -> "@" + digest;
                        });
            }
            return found;
        }

        void repositoryIsKnown() {
            repositoryKnown = true;
        }

        void found(FoundManifest manifest) {
            found = manifest;
        }

        void fail(RuntimeException cause) {
            failure = cause;
        }
    }

    /** Starts answering. */
    public void start() {
        lane.start();
    }

    /** Asks; {@code answer} is called on {@code executor} once the lookup is settled, by whatever way. */
    public void find(RepositoryName repository, Reference reference, Executor executor, Consumer<Lookup> answer) {
        queue.add(new Lookup(repository, reference, executor, answer));
    }

    /** How many statements were sent since the start. */
    public long statements() {
        return store.statements();
    }

    @Override
    public void close() {
        lane.interrupt();
    }

    private void run() {
        List<Lookup> batch = new ArrayList<>(MOST);
        while (true) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(batch, MOST - 1);
            try {
                store.find(batch);
            } catch (RuntimeException e) {
                fail(batch, e);
            }
            answer(batch);
        }
    }

    private static void fail(List<Lookup> batch, RuntimeException cause) {
        batch.forEach(lookup -> lookup.fail(cause));
    }

    private static void answer(List<Lookup> batch) {
        Map<Executor, List<Lookup>> byExecutor = new IdentityHashMap<>();
        for (Lookup lookup : batch) {
            byExecutor.computeIfAbsent(lookup.executor, _ -> new ArrayList<>()).add(lookup);
        }
        byExecutor.forEach(
                (executor, lookups) -> executor.execute(() -> lookups.forEach(lookup -> lookup.answer.accept(lookup))));
    }
}
