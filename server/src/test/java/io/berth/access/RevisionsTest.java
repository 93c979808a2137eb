package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.db.Database;
import io.berth.db.Db;
import io.berth.db.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RevisionsTest {
    private static Database database;
    private static Db db;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
        db = database.db();
    }

    @AfterAll
    static void close() throws IOException {
        database.close();
    }

    @Test
    @Timeout(60)
    void aRevisionOfAnotherReplicaArrivesByItself() throws InterruptedException {
        try (Revisions revisions = Revisions.follow(db, InstantSource.system(), Duration.ofMillis(5))) {
            revise("user:far");
            while (!revisions.current().containsKey("user:far")) {
                Thread.sleep(5);
            }
        }
    }

    @Test
    void eachRevisionIsHigherThanAllBefore() {
        try (Revisions revisions = Revisions.follow(db, InstantSource.system(), Duration.ofDays(1))) {
            revise("user:one");
            revise("user:two");
            revise("user:one");
            revisions.read();
            Map<String, Long> current = revisions.current();
            assertThat(current.get("user:one")).isGreaterThan(current.get("user:two"));
        }
    }

    @Test
    void whatNoTokenCanBeOlderThanIsDropped() {
        RevisionStore store = new RevisionStore(db);
        revise("user:old");
        revise("user:new");
        db.update("UPDATE access_revision SET changed_at = now() - interval '3 hours' WHERE subject = 'user:old'");
        store.prune();
        assertThat(store.revisions()).containsKey("user:new").doesNotContainKey("user:old");
    }

    private static void revise(String subject) {
        db.inTransaction(sql -> {
            RevisionStore.revise(sql, subject);
            return true;
        });
    }
}
