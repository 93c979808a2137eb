package io.berth.harborapi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may call an endpoint. Every method of a resource has one; the filter refuses a method that has none. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Permission {
    Need value();

    /**
     * What a caller must be. {@code PROJECT_…} is asked of the project that the path names. Where the path names a repository
     * too, an administrator of the system passes even if there is no such project: the endpoint tells what is missing.
     */
    enum Need {
        /** Nothing; everybody may. */
        NOTHING,
        /** Some account. */
        LOGIN,
        /** An administrator of the system, or the account whose number is in the path. */
        SELF,
        /** An administrator of the system. */
        SYSTEM_ADMIN,
        /** Able to see the project: public, or a member. */
        PROJECT_READ,
        /** A member of the project, whatever the role. */
        PROJECT_MEMBER,
        /** A member of the project who may push to it. */
        PROJECT_PUSH,
        /** A member of the project who may delete what is in it. */
        PROJECT_DELETE,
        /** An administrator of the project. */
        PROJECT_ADMIN
    }
}
