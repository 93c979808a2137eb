package io.berth.it.server;

import io.berth.it.registry.Credentials;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import java.net.URI;
import java.util.UUID;

/**
 * A running installation as seen by its admin: the place where a test gets users and projects of its own, so that tests do not
 * meet in one.
 */
public final class Installation {
    private final Registry admin;

    public Installation(URI url, String adminPassword) {
        this.admin = new Registry(url, new Credentials.Basic("admin", adminPassword));
    }

    public static Installation of(BerthServer server) {
        return new Installation(server.url(), BerthServer.ADMIN_PASSWORD);
    }

    public URI url() {
        return admin.base();
    }

    /** Host and port, as clients name a registry. */
    public String address() {
        return url().getAuthority();
    }

    public Registry admin() {
        return admin;
    }

    /** A new user. */
    public Credentials.Basic newUser() {
        String name = unique("user");
        Credentials.Basic user = new Credentials.Basic(name, "Pass" + UUID.randomUUID());
        admin.send(Request.post("/api/v2.0/users").json("""
                                {"username":"%s","email":"%s@example.test","realname":"%s","password":"%s","comment":""}""".formatted(name, name, name, user.password())))
                .expect(201);
        return user;
    }

    /** A new private project that belongs to a new user; nobody else but the admin has rights in it. */
    public Project newProject() {
        return newProject(false);
    }

    /** A new project that everybody may pull from and only its new owner may push to. */
    public Project newPublicProject() {
        return newProject(true);
    }

    private Project newProject(boolean isPublic) {
        Credentials.Basic owner = newUser();
        String name = unique("project");
        admin.as(owner)
                .send(Request.post("/api/v2.0/projects").json("""
                        {"project_name":"%s","metadata":{"public":"%s"}}""".formatted(name, isPublic)))
                .expect(201);
        return new Project(name, owner, admin.as(owner));
    }

    private static String unique(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
