package io.berth.gc.http;

import io.berth.gc.GarbageCollection;
import io.berth.gc.Run;
import io.berth.gc.RunRequest;
import io.berth.gc.Trigger;
import io.berth.harborapi.HarborError;
import io.berth.harborapi.HarborException;
import io.berth.harborapi.JsonBody;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code /api/v2.0/system/gc}. Runs that a replica's loop did by itself are not in Harbor's list. */
@Path("/api/v2.0/system/gc")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class GcResource {
    private static final int MOST_WORKERS = 10;
    private static final int CRON_FIELDS = 6;

    private final GarbageCollection collection;

    public GcResource(GarbageCollection collection) {
        this.collection = collection;
    }

    @GET
    @Permission(Need.SYSTEM_ADMIN)
    public Response list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        List<GcHistory> rows = collection.list(false, paging.offset(), paging.limit()).stream()
                .map(GcHistory::of)
                .toList();
        return paging.answer(rows, collection.count(false));
    }

    @GET
    @Path("{gc_id}")
    @Permission(Need.SYSTEM_ADMIN)
    public GcHistory get(@PathParam("gc_id") String id) {
        return GcHistory.of(collection.find(number(id)));
    }

    @GET
    @Path("{gc_id}/log")
    @Produces(MediaType.TEXT_PLAIN)
    @Permission(Need.SYSTEM_ADMIN)
    public Response log(@PathParam("gc_id") String id) {
        return Response.ok(collection.log(number(id)))
                .header(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_PLAIN)
                .build();
    }

    @PUT
    @Path("{gc_id}")
    @Permission(Need.SYSTEM_ADMIN)
    public Response stop(@PathParam("gc_id") String id) {
        collection.stop(number(id));
        return Response.ok().build();
    }

    /** There are no runs at fixed times, so there is nothing to tell. */
    @GET
    @Path("schedule")
    @Permission(Need.SYSTEM_ADMIN)
    public Response schedule() {
        return Response.ok()
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .build();
    }

    @POST
    @Path("schedule")
    @Permission(Need.SYSTEM_ADMIN)
    public Response createSchedule(JsonBody body) {
        Optional<Run> run = accept(body);
        return Response.status(201)
                .header(
                        HttpHeaders.LOCATION,
                        "/api/v2.0/system/gc/" + run.map(Run::id).orElse(0L))
                .build();
    }

    @PUT
    @Path("schedule")
    @Permission(Need.SYSTEM_ADMIN)
    public Response updateSchedule(JsonBody body) {
        accept(body);
        return Response.ok().build();
    }

    /** Does what the body asks for; answers the run that was set going, if it asks for one. */
    private Optional<Run> accept(JsonBody body) {
        GcSchedule wanted = body.as("schedule", GcSchedule.class);
        if (wanted.schedule() == null) {
            throw bad("the body has no schedule");
        }
        String type = Objects.requireNonNullElse(wanted.schedule().type(), "");
        String cron = Objects.requireNonNullElse(wanted.schedule().cron(), "");
        GcSchedule.Parameters parameters = Objects.requireNonNullElse(wanted.parameters(), GcSchedule.Parameters.NONE);
        return switch (type) {
            case "Manual" -> {
                int workers = workers(parameters);
                RunRequest request = new RunRequest(
                        Trigger.MANUAL,
                        Boolean.TRUE.equals(parameters.dryRun()),
                        Boolean.TRUE.equals(parameters.deleteUntagged()),
                        workers,
                        true);
                yield Optional.of(collection.find(collection.start(request)));
            }
            case "None" -> Optional.empty();
            case "Hourly", "Daily", "Weekly", "Custom", "Schedule" -> {
                workers(parameters);
                check(cron);
                throw new HarborException(new HarborError(
                        501,
                        "NOT_IMPLEMENTED",
                        "garbage collection at fixed times is not built yet; every replica collects by itself all the time,"
                                + " and the type Manual runs one at once"));
            }
            default ->
                throw HarborException.unprocessable("validation failure list:\nschedule.type in body should be one of "
                        + "[Hourly Daily Weekly Custom Manual None Schedule]");
        };
    }

    /** How many workers were asked for; 0 if nothing was said. */
    private static int workers(GcSchedule.Parameters parameters) {
        Long workers = parameters.workers();
        if (workers == null) {
            return 0;
        }
        if (workers < 1 || workers > MOST_WORKERS) {
            throw bad("Error: Invalid number of workers:" + workers
                    + ". Workers must be greater than 0 and less than or equal to 10.");
        }
        return workers.intValue();
    }

    private static void check(String cron) {
        List<String> fields = Arrays.stream(cron.split("\\s+", -1))
                .filter(field -> !field.isEmpty())
                .toList();
        if (fields.size() != CRON_FIELDS) {
            throw invalidCron(cron, "expected exactly 6 fields, found " + fields.size() + ": " + go(fields));
        }
        if (!fields.getFirst().equals("0")) {
            throw invalidCron(cron, "the 1st field (indicating Seconds of time) of the cron setting must be 0");
        }
    }

    private static String go(List<String> fields) {
        return "[" + String.join(" ", fields) + "]";
    }

    private static ProblemException invalidCron(String cron, String reason) {
        return bad("invalid cron string for scheduled gc: " + cron + ", error: " + reason);
    }

    private static ProblemException bad(String message) {
        return new ProblemException(new Problem.Invalid(Problem.Subject.PARAMETER, message));
    }

    private static long number(String id) {
        return Parameters.inPath("gc_id", id);
    }
}
