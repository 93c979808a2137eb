package io.berth.access;

import io.berth.config.StartRefused;
import io.berth.db.Db;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sets an empty registry up: the account {@code admin} and the public project {@code library}. */
public final class FirstAdmin {
    private static final Logger LOG = Logger.getLogger(FirstAdmin.class.getName());
    private static final int MADE_UP_LENGTH = 24;
    /** Without the letters and digits that are taken for one another. */
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private final Db db;
    private final Passwords passwords;
    private final SecureRandom random = new SecureRandom();

    public FirstAdmin(Db db, Passwords passwords) {
        this.db = db;
        this.passwords = passwords;
    }

    /**
     * Makes account and project if there is no administrator yet; does nothing later.
     *
     * @param configured the value of {@code berth.admin.password}, null if there is none
     * @return the password that was made up, to be shown once; empty if one was configured or the account was there
     * @throws StartRefused if the configured password is too weak
     */
    public Optional<String> prepare(@Nullable String configured) {
        if (new AccountStore(db).hasFirstAdmin()) {
            if (configured != null) {
                LOG.info("berth.admin.password (BERTH_ADMIN_PASSWORD) is ignored: it counts at the first start only");
            }
            return Optional.empty();
        }
        if (configured != null && !Passwords.isStrong(configured)) {
            throw new StartRefused("berth.admin.password (BERTH_ADMIN_PASSWORD): " + Passwords.RULE);
        }
        String password = configured == null ? makeUp() : configured;
        String hash = passwords.hash(password);
        boolean made = db.inTransaction(sql -> {
            boolean added = AccountStore.addFirstAdmin(sql, hash);
            if (added) {
                ProjectStore.addLibrary(sql, AccountStore.FIRST_ADMIN);
            }
            return added;
        });
        return made && configured == null ? Optional.of(password) : Optional.empty();
    }

    private String makeUp() {
        while (true) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < MADE_UP_LENGTH; i++) {
                password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            if (Passwords.isStrong(password.toString())) {
                return password.toString();
            }
        }
    }
}
