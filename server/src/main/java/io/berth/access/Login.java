package io.berth.access;

import io.berth.db.Db;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/** Tells who somebody is by name and password. */
public final class Login {
    private final AccessStore store;
    private final Passwords passwords;

    public Login(Db db, Passwords passwords) {
        this.store = new AccessStore(db);
        this.passwords = passwords;
    }

    /**
     * The account with this name and password; empty if there is none. One statement; a slow hash only if this pair was not
     * checked in the last minutes.
     *
     * @throws ProblemException {@link Problem.TooMany} if too many passwords are being checked
     */
    public Optional<Principal> verify(String name, String password) {
        return principal(store.standing(name, List.of()), name, password);
    }

    /** The account that {@code standing} was read for, if {@code password} is right. */
    Optional<Principal> principal(AccessStore.Standing standing, String name, String password) {
        AccessStore.Candidate candidate = standing.candidate();
        String stored = candidate == null ? null : candidate.passwordHash();
        boolean right = passwords.matches(name, stored, password);
        return candidate != null && right ? Optional.of(candidate.principal()) : Optional.empty();
    }
}
