package io.berth.gc.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.gc.GarbageCollection;
import io.berth.gc.Receipt;
import io.berth.harborapi.HarborTime;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/berth/v1/gc}: all runs, those of the loops too, and what each of them took. */
@Path("/api/berth/v1/gc")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ReceiptResource {
    private static final int MOST = 1_000;
    private static final long NORMAL = 100;

    private final GarbageCollection collection;

    public ReceiptResource(GarbageCollection collection) {
        this.collection = collection;
    }

    @GET
    @Permission(Need.SYSTEM_ADMIN)
    public Response list(@Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        List<GcHistory> rows = collection.list(true, paging.offset(), paging.limit()).stream()
                .map(GcHistory::of)
                .toList();
        return paging.answer(rows, collection.count(true));
    }

    /** A page that is shorter than {@code limit} is the last; the next begins after the id of the last receipt. */
    @GET
    @Path("{gc_id}/receipts")
    @Permission(Need.SYSTEM_ADMIN)
    public List<ReceiptView> receipts(@PathParam("gc_id") String id, @Context UriInfo uri) {
        Parameters parameters = new Parameters(uri);
        long limit = Math.clamp(parameters.number("limit", NORMAL), 1, MOST);
        return collection.receipts(Parameters.inPath("gc_id", id), parameters.number("after", 0), (int) limit).stream()
                .map(ReceiptView::of)
                .toList();
    }

    /** A receipt on the wire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReceiptView(
            @JsonProperty("id") long id,
            @JsonProperty("step") String step,
            @JsonProperty("digest") @Nullable String digest,
            @JsonProperty("object_key") String objectKey,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("reason") String reason,
            @JsonProperty("time") String time) {

        static ReceiptView of(Receipt receipt) {
            return new ReceiptView(
                    receipt.id(),
                    receipt.step().word(),
                    receipt.digest() == null ? null : receipt.digest().toString(),
                    receipt.objectKey(),
                    receipt.bytes(),
                    receipt.reason(),
                    HarborTime.of(receipt.at()));
        }
    }
}
