package io.berth.access;

import java.util.EnumSet;
import java.util.Set;

/** What a member is in a project, by Harbor's numbers. */
public enum Role {
    PROJECT_ADMIN(1, EnumSet.allOf(Action.class)),
    DEVELOPER(2, EnumSet.of(Action.PULL, Action.PUSH)),
    GUEST(3, EnumSet.of(Action.PULL)),
    MAINTAINER(4, EnumSet.allOf(Action.class)),
    LIMITED_GUEST(5, EnumSet.of(Action.PULL));

    private final int number;
    private final Set<Action> actions;

    Role(int number, EnumSet<Action> actions) {
        this.number = number;
        this.actions = Set.copyOf(actions);
    }

    /** Its number in the database and in Harbor's API. */
    public int number() {
        return number;
    }

    /** What a member with this role may do with the content of the project. */
    public Set<Action> actions() {
        return actions;
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
