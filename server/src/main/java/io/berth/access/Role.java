package io.berth.access;

import java.util.Set;

/** What a member is in a project, by Harbor's numbers. */
public enum Role {
    PROJECT_ADMIN(1),
    DEVELOPER(2),
    GUEST(3),
    MAINTAINER(4),
    LIMITED_GUEST(5);

    private final int number;

    Role(int number) {
        this.number = number;
    }

    /** Its number in the database and in Harbor's API. */
    public int number() {
        return number;
    }

    /** What a member with this role may do with the content of the project. */
    public Set<Action> actions() {
        return switch (this) {
            case PROJECT_ADMIN, MAINTAINER -> Set.of(Action.PULL, Action.PUSH, Action.DELETE);
            case DEVELOPER -> Set.of(Action.PULL, Action.PUSH);
            case GUEST, LIMITED_GUEST -> Set.of(Action.PULL);
        };
    }

    /** The role with this number. */
    static Role of(int number) {
        for (Role role : values()) {
            if (role.number == number) {
                return role;
            }
        }
        throw new IllegalArgumentException("no role has the number " + number);
    }
}
