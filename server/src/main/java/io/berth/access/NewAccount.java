package io.berth.access;

/** What an account is made of; nothing of it is checked yet. */
public record NewAccount(String name, String email, String realName, String comment, String password) {
    /** Shows no password. */
    @Override
    public String toString() {
        return "NewAccount[" + name + "]";
    }
}
