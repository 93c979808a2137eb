package io.berth.app;

import io.berth.cli.Operations;
import io.berth.cluster.Replica;
import io.berth.config.StartRefused;
import io.berth.content.Collector;
import io.berth.content.Inventory;
import io.berth.content.Restored;
import io.berth.content.Sweeper;
import io.berth.content.Trash;
import io.berth.db.Database;
import io.berth.gc.Finding;
import io.berth.gc.Fsck;
import io.berth.gc.FsckReport;
import io.berth.gc.GarbageCollection;
import io.berth.gc.OrphanScan;
import io.berth.gc.Receipt;
import io.berth.gc.Run;
import io.berth.gc.RunRequest;
import io.berth.gc.Trigger;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.storage.Storage;
import io.berth.storage.fs.FileStorage;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work of {@code gc}, {@code restore}, {@code fsck} and {@code orphans}, beside a running server or alone. Results go to
 * {@code out}, one a line; how it goes is said on {@code err}.
 */
final class Maintenance implements Closeable {
    private static final int PAGE = 1_000;

    private final Settings settings;
    private final Database database;
    private final Storage storage;
    private final PrintWriter out;
    private final PrintWriter err;

    private Maintenance(Settings settings, Database database, Storage storage, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.database = database;
        this.storage = storage;
        this.out = out;
        this.err = err;
    }

    static Maintenance open(Settings settings, PrintWriter out, PrintWriter err) throws IOException {
        Database database = Database.openBeside(settings.database());
        boolean isOpen = false;
        try {
            Storage storage = FileStorage.open(settings.storage().root(), Clock.systemUTC());
            Maintenance maintenance = new Maintenance(settings, database, storage, out, err);
            isOpen = true;
            return maintenance;
        } finally {
            if (!isOpen) {
                database.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (database) {
            storage.close();
        }
    }

    int collect(Operations.Collection wanted) throws IOException {
        Collector collector = new Collector(database.db(), settings.content());
        RunRequest request = new RunRequest(Trigger.COMMAND, wanted.dryRun(), wanted.untagged(), 1, wanted.thorough());
        try (Replica replica = new Replica(database.db(), "command", Version.current())) {
            replica.join();
            try (GarbageCollection collection =
                    new GarbageCollection(database.db(), collector, sweeper(), replica.id(), Clock.systemUTC())) {
                Run run = collection.run(request, err::println);
                long last = 0;
                List<Receipt> page = collection.receipts(run.id(), last, PAGE);
                while (!page.isEmpty()) {
                    page.forEach(this::print);
                    last = page.getLast().id();
                    page = collection.receipts(run.id(), last, PAGE);
                }
            }
        }
        return 0;
    }

    /** What happened, to what, how many bytes, and why. */
    private void print(Receipt receipt) {
        String what = receipt.digest() == null
                ? receipt.objectKey()
                : receipt.digest().toString();
        out.println(receipt.step().word() + " " + what + " " + receipt.bytes() + " " + receipt.reason());
    }

    int restore(String artifact) {
        int at = artifact.indexOf('@');
        Optional<RepositoryName> repository =
                at < 0 ? Optional.empty() : RepositoryName.parse(artifact.substring(0, at));
        Optional<Digest> digest = Digest.parse(artifact.substring(at + 1));
        if (repository.isEmpty() || digest.isEmpty()) {
            throw new StartRefused(
                    "name it as repository@digest, such as library/alpine@sha256:…, not '" + artifact + "'");
        }
        Restored restored = new Trash(database.db(), settings.content()).restore(repository.get(), digest.get());
        out.println("restored " + artifact);
        restored.tags().forEach(tag -> out.println("tag " + tag + " points at it again"));
        restored.taken().forEach(tag -> out.println("tag " + tag + " means another artifact by now and was left"));
        return 0;
    }

    int fsck() throws IOException {
        FsckReport report = new Fsck(new Inventory(database.db()), storage).run(err::println);
        report.notes().forEach(err::println);
        for (Finding finding : report.findings()) {
            out.println(finding);
        }
        if (report.problems() > report.findings().size()) {
            out.println("and " + (report.problems() - report.findings().size()) + " more");
        }
        out.println(report.blobs() + " blobs with " + report.bytes() + " bytes, " + report.manifests() + " manifests, "
                + report.keys() + " keys: " + (report.isClean() ? "clean" : report.problems() + " problems"));
        return report.isClean() ? 0 : 1;
    }

    int orphans(@Nullable Duration deleteOlderThan) throws IOException {
        OrphanScan scan = new OrphanScan(new Inventory(database.db()), sweeper(), storage, Clock.systemUTC());
        List<Storage.StoredObject> orphans = scan.find();
        for (Storage.StoredObject orphan : orphans) {
            out.println(orphan.key() + " " + orphan.length() + " " + orphan.modified());
        }
        err.println(orphans.size() + " orphans");
        if (deleteOlderThan != null) {
            int deleted = scan.delete(orphans, deleteOlderThan);
            err.println(deleted + " of them are old enough and will be deleted by the next garbage collection");
        }
        return 0;
    }

    private Sweeper sweeper() {
        return new Sweeper(database.db(), storage, settings.content());
    }
}
