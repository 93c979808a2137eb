package io.berth.it.server;

import io.berth.it.registry.Credentials;
import io.berth.it.registry.Registry;

/**
 * A project of one test.
 *
 * @param registry the registry as its owner sees it
 */
public record Project(String name, Credentials.Basic owner, Registry registry) {

    /** A repository of the project, {@code project/app}. */
    public String repository(String name) {
        return this.name + "/" + name;
    }

    /** The same with the registry before it, as clients are told it. */
    public String reference(String repositoryAndTag) {
        return registry.base().getAuthority() + "/" + name + "/" + repositoryAndTag;
    }
}
