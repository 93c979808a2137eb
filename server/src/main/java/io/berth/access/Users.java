package io.berth.access;

import io.berth.db.Db;
import io.berth.db.DbException;
import io.berth.db.Sql;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The accounts: made, changed and deleted. Who may do that is the edge's question. */
public final class Users {
    private static final int MAX_LENGTH = 255;
    private static final int MAX_COMMENT = 30;
    private static final Pattern NO_NAME = Pattern.compile("[,\"~#%$`\\x00-\\x1f]");
    private static final Pattern NO_REAL_NAME = Pattern.compile("[,~#%$\\x00]");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>()\\[\\]\\\\,;:\"\\x00]+@([a-zA-Z0-9-]+\\.)+[a-zA-Z]{2,}");

    private final Db db;
    private final AccountStore store;
    private final Passwords passwords;
    private final Revisions revisions;

    public Users(Db db, Passwords passwords, Revisions revisions) {
        this.db = db;
        this.store = new AccountStore(db);
        this.passwords = passwords;
        this.revisions = revisions;
    }

    /**
     * Makes an account; its id.
     *
     * @throws ProblemException {@link Problem.Invalid}, {@link Problem.Conflict} if the name or the email is taken
     */
    public long create(NewAccount account) {
        checkName(account.name());
        checkProfile(account.email(), account.realName(), account.comment());
        checkPassword(account.password());
        String hash = passwords.hash(account.password());
        try {
            return store.add(account, account.email(), hash);
        } catch (DbException e) {
            throw e.isUniqueViolation() ? taken(account.name(), account.email()) : e;
        }
    }

    public Optional<Account> find(long id) {
        return store.find(id);
    }

    /** Accounts by name, without the first administrator; all of them if {@code limit} is null. */
    public List<Account> list(AccountFilter filter, @Nullable Long limit, long offset) {
        return store.list(filter, limit, offset);
    }

    public long count(AccountFilter filter) {
        return store.count(filter);
    }

    /**
     * Changes what is said of an account.
     *
     * @throws ProblemException {@link Problem.Invalid}, {@link Problem.NotFound}, {@link Problem.Conflict} for a taken email
     */
    public void update(long id, String email, String realName, String comment) {
        checkProfile(email, realName, comment);
        try {
            if (!store.update(id, email, realName, comment)) {
                throw notFound(id);
            }
        } catch (DbException e) {
            throw e.isUniqueViolation() ? taken("", email) : e;
        }
    }

    /**
     * Sets another password; all tokens of the account end.
     *
     * @throws ProblemException {@link Problem.Invalid} for a weak one or the same one, {@link Problem.NotFound}
     */
    public void setPassword(long id, String password) {
        checkPassword(password);
        if (passwords.matches(String.valueOf(id), storedHash(id), password)) {
            throw invalid("New password is identical to old password");
        }
        String hash = passwords.hash(password);
        revising(id, sql -> AccountStore.setPassword(sql, id, hash));
    }

    /**
     * Whether {@code password} is the password of this account.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public boolean hasPassword(long id, String password) {
        return passwords.matches(String.valueOf(id), storedHash(id), password);
    }

    /**
     * Makes an account an administrator of the system, or an ordinary one; all its tokens end.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public void setAdmin(long id, boolean admin) {
        revising(id, sql -> AccountStore.setAdmin(sql, id, admin));
    }

    /**
     * Deletes an account and its memberships; all its tokens end, and its name is free for another.
     *
     * @throws ProblemException {@link Problem.Denied} for the first administrator, {@link Problem.NotFound}
     */
    public void delete(long id) {
        if (id == AccountStore.FIRST_ADMIN) {
            throw new ProblemException(new Problem.Denied("User with ID 1 cannot be deleted"));
        }
        revising(id, sql -> AccountStore.delete(sql, id));
    }

    /** Makes a change that takes rights away, so that no token from before outlives it. */
    private void revising(long id, Function<Sql, Optional<String>> change) {
        Optional<String> changed = db.inTransaction(sql -> {
            Optional<String> name = change.apply(sql);
            name.ifPresent(user -> RevisionStore.revise(sql, Revisions.user(user)));
            return name;
        });
        if (changed.isEmpty()) {
            throw notFound(id);
        }
        revisions.read();
    }

    private String storedHash(long id) {
        return store.passwordHash(id).orElseThrow(() -> notFound(id));
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw invalid("username with illegal length");
        }
        if (NO_NAME.matcher(name).find()) {
            throw invalid("username contains illegal characters");
        }
    }

    private static void checkProfile(String email, String realName, String comment) {
        if (email.isEmpty()) {
            throw invalid("email can't be empty");
        }
        if (email.length() > MAX_LENGTH || !EMAIL.matcher(email).matches()) {
            throw invalid("email with illegal format");
        }
        if (realName.isEmpty() || realName.length() > MAX_LENGTH) {
            throw invalid("realname with illegal length");
        }
        if (NO_REAL_NAME.matcher(realName).find()) {
            throw invalid("realname contains illegal characters");
        }
        if (comment.length() > MAX_COMMENT || comment.indexOf('\0') >= 0) {
            throw invalid("comment with illegal length");
        }
    }

    private static void checkPassword(String password) {
        if (!Passwords.isStrong(password)) {
            throw invalid(Passwords.RULE);
        }
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(new Problem.Invalid(Problem.Subject.PARAMETER, message));
    }

    private static ProblemException notFound(long id) {
        return new ProblemException(new Problem.NotFound(Problem.Kind.USER, "user " + id + " not found"));
    }

    private static ProblemException taken(String name, String email) {
        return new ProblemException(new Problem.Conflict("user " + name + " or email " + email + " already exists"));
    }
}
