package io.berth.access.http;

import io.berth.access.Account;
import io.berth.access.AccountFilter;
import io.berth.access.NewAccount;
import io.berth.access.Principal;
import io.berth.access.Users;
import io.berth.harborapi.Call;
import io.berth.harborapi.HarborError;
import io.berth.harborapi.HarborException;
import io.berth.harborapi.JsonBody;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.harborapi.Query;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/v2.0/users}. */
@Path("/api/v2.0/users")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class UserResource {
    private static final String USER_ID = "user_id";

    private final Users users;

    public UserResource(Users users) {
        this.users = users;
    }

    @POST
    @Permission(Need.SYSTEM_ADMIN)
    public Response create(JsonBody body) {
        UserBodies.UserCreationReq wanted = body.as("userReq", UserBodies.UserCreationReq.class);
        long id = users.create(new NewAccount(
                text(wanted.username()),
                text(wanted.email()),
                text(wanted.realname()),
                text(wanted.comment()),
                text(wanted.password())));
        return Response.status(201)
                .header(HttpHeaders.LOCATION, "/api/v2.0/users/" + id)
                .build();
    }

    @GET
    @Permission(Need.SYSTEM_ADMIN)
    public Response list(@Context UriInfo uri) {
        Parameters parameters = new Parameters(uri);
        Paging paging = Paging.of(uri);
        Query query = Query.parse(parameters.text("q"));
        String name = parameters.text("username");
        String email = parameters.text("email");
        AccountFilter filter = new AccountFilter(
                query.exact("username"),
                name != null ? name : query.contains("username"),
                query.exact("email"),
                email != null ? email : query.contains("email"));
        List<UserView> rows = users.list(filter, paging.limit(), paging.offset()).stream()
                .map(UserView::of)
                .toList();
        return paging.answer(rows, users.count(filter));
    }

    @GET
    @Path("search")
    @Permission(Need.LOGIN)
    public Response search(@Context UriInfo uri) {
        AccountFilter filter = AccountFilter.nameContains(new Parameters(uri).required("username"));
        Paging paging = Paging.of(uri);
        List<UserView.Found> rows = users.list(filter, paging.limit(), paging.offset()).stream()
                .map(account -> new UserView.Found(account.id(), account.name()))
                .toList();
        return paging.answer(rows, users.count(filter));
    }

    @GET
    @Path("current")
    @Permission(Need.LOGIN)
    public UserView current(@Context ContainerRequestContext request) {
        return UserView.of(existing(Call.of(request).caller().id()));
    }

    @GET
    @Path("{user_id}")
    @Permission(Need.SELF)
    public UserView get(@PathParam(USER_ID) String user) {
        return UserView.of(existing(id(user)));
    }

    @PUT
    @Path("{user_id}")
    @Permission(Need.SELF)
    public Response update(@PathParam(USER_ID) String user, JsonBody body) {
        long id = id(user);
        UserBodies.UserProfile profile = body.as("profile", UserBodies.UserProfile.class);
        users.update(id, text(profile.email()), text(profile.realname()), text(profile.comment()));
        return Response.ok().build();
    }

    @DELETE
    @Path("{user_id}")
    @Permission(Need.SYSTEM_ADMIN)
    public Response delete(@Context ContainerRequestContext request, @PathParam(USER_ID) String user) {
        long id = id(user);
        if (id == Call.of(request).caller().id()) {
            throw new ProblemException(new Problem.Denied("User with ID " + id + " cannot be deleted"));
        }
        users.delete(id);
        return Response.ok().build();
    }

    @PUT
    @Path("{user_id}/password")
    @Permission(Need.SELF)
    public Response setPassword(
            @Context ContainerRequestContext request, @PathParam(USER_ID) String user, JsonBody body) {
        long id = id(user);
        UserBodies.PasswordReq wanted = body.as("password", UserBodies.PasswordReq.class);
        Principal caller = Call.of(request).caller();
        if (caller.id() == id && !users.hasPassword(id, text(wanted.oldPassword()))) {
            throw new ProblemException(new Problem.Denied("Current password is incorrect"));
        }
        users.setPassword(id, text(wanted.newPassword()));
        return Response.ok().build();
    }

    @PUT
    @Path("{user_id}/sysadmin")
    @Permission(Need.SYSTEM_ADMIN)
    public Response setAdmin(@PathParam(USER_ID) String user, JsonBody body) {
        long id = id(user);
        UserBodies.UserSysAdminFlag wanted = body.as("sysadminFlag", UserBodies.UserSysAdminFlag.class);
        users.setAdmin(id, wanted.sysadminFlag() != null && wanted.sysadminFlag());
        return Response.ok().build();
    }

    /** Secrets for command lines belong to logins by OpenID Connect; accounts with a password have none. */
    @PUT
    @Path("{user_id}/cli_secret")
    @Permission(Need.SELF)
    public Response setCliSecret() {
        throw new HarborException(
                new HarborError(412, "PRECONDITION", "unable to update CLI secret under authmode: db_auth"));
    }

    private Account existing(long id) {
        return users.find(id)
                .orElseThrow(() ->
                        new ProblemException(new Problem.NotFound(Problem.Kind.USER, "user " + id + " not found")));
    }

    private static long id(String text) {
        return Parameters.inPath(USER_ID, text);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
