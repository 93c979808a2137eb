package io.berth.harborapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HarborErrorTest {
    @Test
    void anErrorIsOneEntryInAnEnvelope() {
        assertThat(new HarborError(404, "NOT_FOUND", "project \"x\" not found").json())
                .isEqualTo("{\"errors\":[{\"code\":\"NOT_FOUND\",\"message\":\"project \\\"x\\\" not found\"}]}");
    }

    @Test
    void refusalsHaveTheCodesOfHarbor() {
        assertThat(HarborError.of(new Problem.NotFound(Problem.Kind.PROJECT, "m")))
                .isEqualTo(new HarborError(404, "NOT_FOUND", "m"));
        assertThat(HarborError.of(new Problem.Unauthenticated("m")))
                .isEqualTo(new HarborError(401, "UNAUTHORIZED", "m"));
        assertThat(HarborError.of(new Problem.Denied("m"))).isEqualTo(new HarborError(403, "FORBIDDEN", "m"));
        assertThat(HarborError.of(new Problem.Conflict("m"))).isEqualTo(new HarborError(409, "CONFLICT", "m"));
        assertThat(HarborError.of(new Problem.InUse(Problem.Kind.PROJECT, "m")))
                .isEqualTo(new HarborError(412, "PRECONDITION", "precondition failed: m"));
        assertThat(HarborError.of(new Problem.TooMany(Duration.ofSeconds(1), "m"))
                        .status())
                .isEqualTo(429);
        assertThat(HarborError.of(new Problem.Unavailable(Duration.ofSeconds(1), "m"))
                        .status())
                .isEqualTo(503);
    }

    @Test
    void timesHaveThreeDigits() {
        assertThat(HarborTime.of(Instant.parse("2026-11-24T09:49:18.025999Z"))).isEqualTo("2026-11-24T09:49:18.025Z");
        assertThat(HarborTime.of(Instant.parse("2026-11-24T09:49:18Z"))).isEqualTo("2026-11-24T09:49:18.000Z");
    }

    @Test
    void aCallerWithASessionGetsNoOther() {
        SessionCookie session = new SessionCookie();
        assertThat(session.forCaller(null)).matches("sid=[0-9a-f]{32}; Path=/; HttpOnly");
        assertThat(session.forCaller("other=1; xsid=2")).startsWith("sid=");
        assertThat(session.forCaller("sid=1")).isNull();
        assertThat(session.forCaller("other=1; sid=1")).isNull();
    }
}
