package io.berth.storage.fs;

import java.util.concurrent.atomic.LongAdder;

/** How many operations that change or open files a store has made since it was opened. */
public final class FileOperations {
    final LongAdder opens = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder syncs = new LongAdder();
    final LongAdder links = new LongAdder();
    final LongAdder deletes = new LongAdder();
    final LongAdder mkdirs = new LongAdder();

    FileOperations() {}

    /** The numbers at this moment. */
    public Counts counts() {
        return new Counts(opens.sum(), writes.sum(), syncs.sum(), links.sum(), deletes.sum(), mkdirs.sum());
    }

    /** Numbers of operations; those that failed are counted too. Directories opened to be synced count as opens. */
    public record Counts(long opens, long writes, long syncs, long links, long deletes, long mkdirs) {
        /** What came on top of {@code earlier}. */
        public Counts since(Counts earlier) {
            return new Counts(
                    opens - earlier.opens,
                    writes - earlier.writes,
                    syncs - earlier.syncs,
                    links - earlier.links,
                    deletes - earlier.deletes,
                    mkdirs - earlier.mkdirs);
        }
    }
}
