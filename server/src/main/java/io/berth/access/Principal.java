package io.berth.access;

/** Who makes a request. The name of nobody is empty; no account has such a name. */
public record Principal(Kind kind, long id, String name, boolean admin) {
    private static final Principal ANONYMOUS = new Principal(Kind.ANONYMOUS, 0, "", false);

    /** A caller without credentials, or with wrong ones. */
    public static Principal anonymous() {
        return ANONYMOUS;
    }

    static Principal of(Account account) {
        return new Principal(Kind.USER, account.id(), account.name(), account.admin());
    }

    public boolean isAnonymous() {
        return kind == Kind.ANONYMOUS;
    }

    /** What sort of caller it is. */
    public enum Kind {
        ANONYMOUS,
        USER
    }
}
