package io.berth.db.embedded;

import com.sun.security.auth.module.UnixSystem;
import io.berth.config.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As whom PostgreSQL runs. It refuses to run as root, so Berth started as root runs it as another account (the owner of the
 * directory, {@code postgres} or {@code nobody}); where that account cannot reach the directory, in a user namespace of its
 * own, where root is nobody.
 */
sealed interface ServerUser {
    /** Berth's own, ordinary account. */
    record Own() implements ServerUser {}

    /** Another account, since Berth is root. */
    record Account(long uid, long gid) implements ServerUser {}

    /** Berth's own account, root or without a name, seen as nobody. */
    record Namespace(long uid, long gid) implements ServerUser {}

    /** Chooses the user for {@code directory}, which exists, and makes everything in it belong to that user. */
    static ServerUser choose(Path directory) throws IOException {
        UnixSystem self = new UnixSystem();
        ServerUser user = self.getUid() == 0 ? forRoot(directory) : forOrdinary(directory, self);
        user.take(directory);
        return user;
    }

    /** The command that runs {@code command} as this user. */
    default List<String> command(List<String> command) {
        List<String> wrapped = new ArrayList<>(
                switch (this) {
                    case Own _ -> List.of();
                    case Account(long uid, long gid) ->
                        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--");
                    case Namespace _ -> List.of("unshare", "--user", "--");
                });
        wrapped.addAll(command);
        return wrapped;
    }

    /** Makes {@code path} and everything below it belong to this user. */
    default void take(Path path) throws IOException {
        switch (this) {
            case Own _ -> {}
            case Account(long uid, long gid) -> chown(path, uid, gid);
            case Namespace(long uid, long gid) -> chown(path, uid, gid);
        }
    }

    private static ServerUser forOrdinary(Path directory, UnixSystem self) throws IOException {
        long owner = number(directory, "unix:uid");
        if (owner != self.getUid()) {
            throw new StartRefused(directory + " belongs to user " + owner + ", and Berth runs as user " + self.getUid()
                    + ": run Berth as its owner, or change the owner of the folder (chown -R)");
        }
        // initdb wants an account with a name; containers run under numbers that have none.
        Namespace namespace = new Namespace(self.getUid(), self.getGid());
        return hasName(directory) || failure(namespace, directory) != null ? new Own() : namespace;
    }

    private static ServerUser forRoot(Path directory) throws IOException {
        long owner = number(directory, "unix:uid");
        Account account = owner != 0 && hasName(directory)
                ? new Account(owner, number(directory, "unix:gid"))
                : account("postgres").or(() -> account("nobody")).orElse(new Account(65534, 65534));
        // The directory itself changes its owner with the choice; what counts is whether it can be reached.
        Path parent = Objects.requireNonNull(directory.getParent());
        String accountFails = failure(account, parent);
        if (accountFails == null) {
            return account;
        }
        Namespace namespace = new Namespace(0, 0);
        String namespaceFails = failure(namespace, parent);
        if (namespaceFails == null) {
            return namespace;
        }
        throw new StartRefused("PostgreSQL does not run as root, and no other way was found to run it in " + directory
                + "\n  as user " + account.uid() + ": " + accountFails + "\n  in a user namespace: " + namespaceFails
                + "\nRun Berth as an ordinary user, or set berth.data-dir to a folder that other users can reach.");
    }

    /** Where an account has no name, Java gives its number. */
    private static boolean hasName(Path path) throws IOException {
        return !Files.getOwner(path).getName().equals(Long.toString(number(path, "unix:uid")));
    }

    /** Why this user cannot work in {@code directory}; null if it can. */
    private static @Nullable String failure(ServerUser user, Path directory) throws IOException {
        try {
            List<String> probe = user.command(List.of("/bin/sh", "-c", "test -x \"$1\"", "sh", directory.toString()));
            Program.Outcome outcome = Program.run(Path.of("/"), Duration.ofSeconds(10), "", probe);
            if (outcome.succeeded()) {
                return null;
            }
            return outcome.output().isEmpty() ? "it may not enter " + directory : outcome.output();
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static Optional<Account> account(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .map(fields -> new Account(Long.parseLong(fields[2]), Long.parseLong(fields[3])))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The top goes last in {@link Folder#chown}, so its owner tells whether the rest was done. */
    private static void chown(Path top, long uid, long gid) throws IOException {
        if (number(top, "unix:uid") != uid) {
            Folder.chown(top, uid, gid);
        }
    }

    private static long number(Path path, String attribute) throws IOException {
        return ((Number) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS)).longValue();
    }
}
