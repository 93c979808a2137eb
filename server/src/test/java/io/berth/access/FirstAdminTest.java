package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.berth.config.StartRefused;
import io.berth.db.Database;
import io.berth.db.Db;
import io.berth.db.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FirstAdminTest {
    private Database database;
    private Db db;
    private Passwords passwords;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        db = database.db();
        passwords = new Passwords(100, 2, 16, Ticker.systemTicker());
    }

    @AfterEach
    void close() throws IOException {
        passwords.close();
        database.close();
    }

    @Test
    void aPasswordIsMadeUpOnce() {
        String madeUp = new FirstAdmin(db, passwords).prepare(null).orElseThrow();
        assertThat(madeUp).hasSizeGreaterThanOrEqualTo(20);
        assertThat(new Login(db, passwords).verify("admin", madeUp))
                .contains(new Principal(Principal.Kind.USER, 1, "admin", true));
        assertThat(new FirstAdmin(db, passwords).prepare(null)).isEmpty();
    }

    @Test
    void theConfiguredPasswordCountsAtTheFirstStartOnly() {
        assertThat(new FirstAdmin(db, passwords).prepare("Configured1")).isEmpty();
        assertThat(new FirstAdmin(db, passwords).prepare("Configured2")).isEmpty();
        Login login = new Login(db, passwords);
        assertThat(login.verify("admin", "Configured1")).isPresent();
        assertThat(login.verify("admin", "Configured2")).isEmpty();
    }

    @Test
    void aWeakPasswordRefusesTheStart() {
        assertThatThrownBy(() -> new FirstAdmin(db, passwords).prepare("weak"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("BERTH_ADMIN_PASSWORD");
    }

    @Test
    void aDeletedLibraryDoesNotComeBack() {
        new FirstAdmin(db, passwords).prepare(null);
        db.update("DELETE FROM project");
        new FirstAdmin(db, passwords).prepare(null);
        assertThat(db.query("SELECT name FROM project", row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void ofReplicasThatStartTogetherOneShowsThePassword() throws Exception {
        List<String> shown = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<String>>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(threads.submit(() -> new FirstAdmin(db, passwords).prepare(null)));
            }
            for (Future<Optional<String>> start : starts) {
                start.get().ifPresent(shown::add);
            }
        }
        assertThat(shown).hasSize(1);
        assertThat(new Login(db, passwords).verify("admin", shown.getFirst())).isPresent();
    }
}
