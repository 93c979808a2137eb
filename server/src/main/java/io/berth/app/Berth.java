package io.berth.app;

import io.berth.access.FirstAdmin;
import io.berth.access.Login;
import io.berth.access.MasterSecret;
import io.berth.access.Passwords;
import io.berth.access.Projects;
import io.berth.access.Revisions;
import io.berth.access.Rights;
import io.berth.access.Secrets;
import io.berth.access.SigningKeys;
import io.berth.access.TokenService;
import io.berth.access.Tokens;
import io.berth.access.Users;
import io.berth.access.http.SystemResource;
import io.berth.access.http.TokenHandler;
import io.berth.cluster.Replica;
import io.berth.config.Secret;
import io.berth.content.Artifacts;
import io.berth.content.Blobs;
import io.berth.content.Collector;
import io.berth.content.ManifestLookups;
import io.berth.content.Manifests;
import io.berth.content.Repositories;
import io.berth.content.Sweeper;
import io.berth.content.Trash;
import io.berth.content.Uploads;
import io.berth.db.Database;
import io.berth.db.Db;
import io.berth.distribution.DistributionHandler;
import io.berth.gc.GarbageCollection;
import io.berth.gc.GcLoop;
import io.berth.observe.Readiness;
import io.berth.storage.Storage;
import io.berth.storage.fs.FileStorage;
import io.berth.storage.hash.ResumableDigest;
import io.berth.web.RequestBodies;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A running registry: its parts, made from the ground up and closed from the top down. */
final class Berth implements Closeable {
    private static final Logger LOG = Logger.getLogger(Berth.class.getName());

    /** How much of all request bodies together may be in memory. */
    private static final long BODIES_BUDGET = 64 << 20;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Settings settings;
    private final ExecutorService workers;
    private final Database database;
    private final Storage storage;
    private final Replica replica;
    private final Passwords passwords;
    private final Login login;
    private final Users users;
    private final Projects projects;
    private final Revisions revisions;
    private final SystemResource.Facts facts;
    private final Optional<String> firstPassword;
    private final TokenHandler tokenHandler;
    private final DistributionHandler distribution;
    private final Manifests manifests;
    private final Repositories repositories;
    private final Artifacts artifacts;
    private final GarbageCollection garbageCollection;
    private final Trash trash;
    private final Readiness readiness;

    private Berth(Settings settings) throws IOException {
        this.settings = settings;
        settings.warnings().forEach(LOG::warning);
        boolean started = false;
        try {
            workers = opened(Executors.newVirtualThreadPerTaskExecutor());
            Thread warmUp = Thread.ofPlatform().daemon().name("warm-up").start(ResumableDigest::warmUp);
            database = opened(Database.open(settings.database()));
            Db db = database.db();
            storage = opened(FileStorage.open(settings.storage().root(), Clock.systemUTC()));
            replica = opened(new Replica(db, hostName(), Version.current()));
            replica.join();

            Secret secret = MasterSecret.find(
                    settings.access().secret(), settings.database().isEmbedded(), settings.dataDir());
            Secrets secrets = new Secrets(secret.value());
            secrets.prove(db);
            passwords = opened(new Passwords());
            Secret adminPassword = settings.access().adminPassword();
            firstPassword = new FirstAdmin(db, passwords).prepare(adminPassword == null ? null : adminPassword.value());
            revisions = opened(Revisions.follow(db, Clock.systemUTC()));
            Tokens tokens = new Tokens(SigningKeys.open(db, secrets), revisions, Clock.systemUTC());
            login = new Login(db, passwords);
            users = new Users(db, passwords, revisions);
            projects = new Projects(db, revisions);
            Optional<String> externalUrl =
                    Optional.ofNullable(settings.http().externalUrl()).map(URI::toString);
            facts = new SystemResource.Facts(externalUrl, storage.type(), Version.current());
            tokenHandler = new TokenHandler(new TokenService(db, login, tokens), workers);

            Blobs blobs = new Blobs(db, settings.content());
            Uploads uploads = new Uploads(db, storage, blobs, settings.content(), replica.id());
            manifests = new Manifests(db, settings.content());
            ManifestLookups lookups = opened(new ManifestLookups(db));
            lookups.start();
            distribution = new DistributionHandler(
                    new DistributionHandler.Parts(
                            tokens, login, new Rights(db), uploads, blobs, manifests, lookups, storage),
                    workers,
                    externalUrl,
                    new RequestBodies(settings.http().idleTimeout(), BODIES_BUDGET),
                    settings.http().maxUploads());
            repositories = new Repositories(db);
            artifacts = new Artifacts(db, storage);
            trash = new Trash(db, settings.content());
            garbageCollection = opened(new GarbageCollection(
                    db,
                    new Collector(db, settings.content()),
                    new Sweeper(db, storage, settings.content()),
                    replica.id(),
                    Clock.systemUTC()));
            opened(new GcLoop(garbageCollection, settings.content().leaseTime(), new SplittableRandom()))
                    .start();
            readiness = new Readiness(Map.of("database", revisions::areFresh));
            await(warmUp);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** Starts everything; what cannot be used stops the start. */
    static Berth start(Settings settings) throws IOException {
        return new Berth(settings);
    }

    /** What it was started with. */
    Settings settings() {
        return settings;
    }

    Db db() {
        return database.db();
    }

    Login login() {
        return login;
    }

    Users users() {
        return users;
    }

    Projects projects() {
        return projects;
    }

    Revisions revisions() {
        return revisions;
    }

    /** What {@code /systeminfo} says. */
    SystemResource.Facts facts() {
        return facts;
    }

    Passwords passwords() {
        return passwords;
    }

    TokenHandler tokenHandler() {
        return tokenHandler;
    }

    DistributionHandler distribution() {
        return distribution;
    }

    Manifests manifests() {
        return manifests;
    }

    Repositories repositories() {
        return repositories;
    }

    Artifacts artifacts() {
        return artifacts;
    }

    GarbageCollection garbageCollection() {
        return garbageCollection;
    }

    Trash trash() {
        return trash;
    }

    Readiness readiness() {
        return readiness;
    }

    /** The password of the account {@code admin}, if it was made up at this start. */
    Optional<String> firstPassword() {
        return firstPassword;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, e, () -> part.getClass().getSimpleName() + " did not close");
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
