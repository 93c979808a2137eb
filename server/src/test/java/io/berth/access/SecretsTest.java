package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.config.StartRefused;
import io.berth.db.Database;
import io.berth.db.Db;
import io.berth.db.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SecretsTest {
    private static final byte[] PLAIN = "plain".getBytes(StandardCharsets.UTF_8);

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

    @BeforeEach
    void empty() {
        db.update("DELETE FROM secret_check");
        db.update("DELETE FROM signing_key");
    }

    @Test
    void whatIsSealedOpensForItsPurposeOnly() {
        Secrets secrets = new Secrets("a secret that is long enough");
        byte[] sealed = secrets.seal("one", PLAIN);
        assertThat(sealed).isNotEqualTo(secrets.seal("one", PLAIN));
        assertThat(secrets.open("one", sealed)).contains(PLAIN);
        assertThat(secrets.open("two", sealed)).isEmpty();
        assertThat(new Secrets("a secret that is another one").open("one", sealed))
                .isEmpty();
    }

    @Test
    void aChangedByteOpensNothing() {
        Secrets secrets = new Secrets("a secret that is long enough");
        byte[] sealed = secrets.seal("one", PLAIN);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(secrets.open("one", changed)).isEmpty();
        }
        assertThat(secrets.open("one", new byte[0])).isEmpty();
    }

    @Test
    void aDatabaseRefusesAnotherSecretThanTheFirst() {
        new Secrets("the secret of the first start").prove(db);
        new Secrets("the secret of the first start").prove(db);
        assertThatThrownBy(() -> new Secrets("the secret of somebody else").prove(db))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("BERTH_SECRET")
                .hasMessageNotContaining("somebody");
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new Secrets("short")).isInstanceOf(StartRefused.class);
    }

    @Test
    void replicasThatStartTogetherAgreeOnOneKey() throws Exception {
        Secrets secrets = new Secrets("a secret that is long enough");
        List<String> kids = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SigningKeys>> opened = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opened.add(threads.submit(() -> SigningKeys.open(db, secrets)));
            }
            byte[] content = "content".getBytes(StandardCharsets.UTF_8);
            for (Future<SigningKeys> one : opened) {
                kids.add(one.get().kid());
                byte[] signature = one.get().sign(content);
                for (Future<SigningKeys> other : opened) {
                    assertThat(other.get().verify(one.get().kid(), content, signature))
                            .isTrue();
                }
            }
        }
        assertThat(kids).hasSize(4).containsOnly(kids.getFirst());
    }

    @Test
    void thePrivateKeyIsNotReadableInTheDatabase() {
        SigningKeys.open(db, new Secrets("a secret that is long enough"));
        assertThatThrownBy(() -> SigningKeys.open(db, new Secrets("a secret that is another one")))
                .isInstanceOf(StartRefused.class);
    }

    @Test
    void aKeyIsNamedAsLibtrustNamesIt() {
        assertThat(SigningKeys.kidOf("key".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("FRYO:CK32:AZDP:SITZ:6QT4:PM4O:OM2N:RZJY:TT7R:M6Q5:YMHH:H6BG");
    }
}
