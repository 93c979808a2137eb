package io.berth.access;

import com.github.benmanes.caffeine.cache.Ticker;
import io.berth.db.Database;
import io.berth.db.Db;
import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.oci.RepositoryName;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One replica's logins, rights and tokens on a database of its own, with a clock that stands until it is moved. */
public final class TestAccess implements Closeable {
    public static final String SECRET = "a secret of the tests only";
    public static final String PASSWORD = "Golden12345";

    /** Quick, since the tests count hashes and do not wait for them. */
    private static final int ROUNDS = 100;

    private static final Duration NEVER = Duration.ofDays(1);

    public final Db db;
    public final Users users;
    public final Projects projects;
    public final Login login;
    public final Rights rights;
    public final Tokens tokens;
    public final TokenService service;

    final Passwords passwords;
    final Revisions revisions;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00.250Z"));

    private final Database database;
    private final AtomicInteger made = new AtomicInteger();

    private TestAccess(Database database) {
        this.database = database;
        this.db = database.db();
        InstantSource clock = now::get;
        this.passwords = new Passwords(ROUNDS, 2, 16, Ticker.systemTicker());
        new FirstAdmin(db, passwords).prepare(PASSWORD);
        this.revisions = Revisions.follow(db, clock, NEVER);
        this.users = new Users(db, passwords, revisions);
        this.projects = new Projects(db, revisions);
        this.login = new Login(db, passwords);
        this.rights = new Rights(db);
        Secrets secrets = new Secrets(SECRET);
        secrets.prove(db);
        this.tokens = new Tokens(SigningKeys.open(db, secrets), revisions, clock);
        this.service = new TokenService(db, login, tokens);
    }

    /** On a database of its own. */
    public static TestAccess create() {
        return on(TestDatabase.createConfig());
    }

    /** Another replica on the same database. */
    static TestAccess on(DbConfig config) {
        return new TestAccess(TestDatabase.open(config));
    }

    public Principal admin() {
        return login.verify("admin", PASSWORD).orElseThrow();
    }

    /** A new user with the password of all tests. */
    public Principal user() {
        String name = "user" + made.incrementAndGet();
        users.create(new NewAccount(name, name + "@berth.test", "Test", "", PASSWORD));
        return login.verify(name, PASSWORD).orElseThrow();
    }

    /** A new project of {@code owner}. */
    public Project project(Principal owner, boolean isPublic) {
        ProjectName name = new ProjectName("project" + made.incrementAndGet());
        long id = projects.create(
                owner, new NewProject(name, Map.of("public", Boolean.toString(isPublic)), CveAllowlist.empty(), -1));
        return find(id, owner);
    }

    Project find(long id, Principal viewer) {
        return projects.find(new ProjectRef.ById(id), viewer).orElseThrow();
    }

    void addMember(Project project, Principal member, Role role) {
        db.update(
                "INSERT INTO member (project_id, account_id, role) VALUES (?, ?, ?)",
                project.id(),
                member.id(),
                role.number());
    }

    /** A repository of {@code project} with one artifact that has one blob; the artifact's id. */
    long artifact(Project project, String digest) {
        db.update("INSERT INTO object (object_key, state) VALUES (?, 'live')", digest);
        db.update("INSERT INTO blob (digest, object_key, size) VALUES (?, ?, 700)", digest, digest);
        return db.query(
                        """
                        WITH r AS (
                            INSERT INTO repository (project_id, name) VALUES (?, ?) RETURNING id),
                        a AS (
                            INSERT INTO artifact (repository_id, digest, media_type, body, body_size, content_size)
                            SELECT id, ?, 'application/vnd.oci.image.manifest.v1+json', '{}', 300, 1000 FROM r
                            RETURNING id, repository_id)
                        INSERT INTO artifact_blob (artifact_id, repository_id, digest)
                        SELECT id, repository_id, ? FROM a
                        RETURNING artifact_id
                        """,
                        row -> row.getLong(1),
                        project.id(),
                        project.name() + "/app" + made.incrementAndGet(),
                        digest,
                        digest)
                .getFirst();
    }

    static RepositoryName repository(Project project) {
        return new RepositoryName(project.name() + "/app");
    }

    static Scope pull(Project project) {
        return new Scope("repository", project.name() + "/app");
    }

    static Credentials credentials(@Nullable Principal principal) {
        return new Credentials(principal == null ? "" : principal.name(), PASSWORD);
    }

    @Override
    public void close() throws IOException {
        revisions.close();
        passwords.close();
        database.close();
    }
}
