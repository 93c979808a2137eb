package io.berth.gc.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.content.Restored;
import io.berth.content.Trash;
import io.berth.harborapi.JsonBody;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/berth/v1/restore}: takes a deleted artifact back. */
@Path("/api/berth/v1/restore")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class RestoreResource {
    private final Trash trash;

    public RestoreResource(Trash trash) {
        this.trash = trash;
    }

    @POST
    @Permission(Need.SYSTEM_ADMIN)
    public Answer restore(JsonBody body) {
        Wanted wanted = body.as("artifact", Wanted.class);
        String name = wanted.repository() == null ? "" : wanted.repository();
        String text = wanted.digest() == null ? "" : wanted.digest();
        RepositoryName repository = RepositoryName.parse(name)
                .orElseThrow(() -> invalid(Problem.Subject.NAME, "not the name of a repository: '" + name + "'"));
        Digest digest =
                Digest.parse(text).orElseThrow(() -> invalid(Problem.Subject.DIGEST, "not a digest: '" + text + "'"));
        return Answer.of(trash.restore(repository, digest));
    }

    private static ProblemException invalid(Problem.Subject subject, String message) {
        return new ProblemException(new Problem.Invalid(subject, message));
    }

    /** What to take back. */
    record Wanted(
            @JsonProperty("repository") @Nullable String repository,
            @JsonProperty("digest") @Nullable String digest) {}

    /** Which tags point at it again, and which mean something else by now. */
    record Answer(
            @JsonProperty("tags") List<String> tags,
            @JsonProperty("taken") List<String> taken) {

        static Answer of(Restored restored) {
            return new Answer(
                    restored.tags().stream().map(TagName::value).toList(),
                    restored.taken().stream().map(TagName::value).toList());
        }
    }
}
