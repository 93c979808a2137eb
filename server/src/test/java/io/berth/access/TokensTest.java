package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.oci.RepositoryName;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final RepositoryName ELSEWHERE = new RepositoryName("elsewhere/app");

    private static DbConfig config;
    private static TestAccess access;

    @BeforeAll
    static void open() {
        config = TestDatabase.createConfig();
        access = TestAccess.on(config);
    }

    @AfterAll
    static void close() throws IOException {
        access.close();
    }

    @BeforeEach
    void resetClock() {
        access.now.set(NOW);
    }

    @Test
    void aTokenSaysWhatHarborsSays() throws IOException {
        Principal user = access.user();
        Project project = access.project(user, false);
        Token token = token(user, TestAccess.pull(project));
        JsonNode header = part(token.jwt(), 0);
        JsonNode claims = part(token.jwt(), 1);
        assertThat(header.path("alg").asText()).isEqualTo("RS256");
        assertThat(header.path("typ").asText()).isEqualTo("JWT");
        assertThat(header.path("kid").asText()).matches("([A-Z2-7]{4}:){11}[A-Z2-7]{4}");
        assertThat(claims.path("iss").asText()).isEqualTo("harbor-token-issuer");
        assertThat(claims.path("sub").asText()).isEqualTo(user.name());
        assertThat(claims.path("aud").asText()).isEqualTo("harbor-registry");
        assertThat(claims.path("iat").asLong()).isEqualTo(NOW.getEpochSecond());
        assertThat(claims.path("nbf").asLong()).isEqualTo(NOW.getEpochSecond());
        assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond() + 1800);
        assertThat(claims.path("jti").asText()).hasSize(16);
        assertThat(claims.path("access").toString())
                .isEqualTo("[{\"type\":\"repository\",\"name\":\"" + project.name()
                        + "/app\",\"actions\":[\"pull\",\"push\",\"delete\"]}]");
        assertThat(claims.has("rev")).isFalse();
        assertThat(token.issuedAt()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(token.lifetime()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void nobodysTokenHasNoSubjectAndNoScopeIsNull() throws IOException {
        Project project = access.project(access.admin(), true);
        Token token =
                access.service.token(null, List.of(TestAccess.pull(project))).orElseThrow();
        assertThat(part(token.jwt(), 1).has("sub")).isFalse();
        assertThat(part(token(access.admin()).jwt(), 1).path("access").isNull()).isTrue();
        assertThat(access.service.token(null, List.of())).isEmpty();
    }

    @Test
    void aTokenGrantsAllThatTheCallerHolds() {
        Principal user = access.user();
        Project own = access.project(user, false);
        Project open = access.project(access.admin(), true);
        Project closed = access.project(access.admin(), false);
        Grant grant =
                verified(token(user, TestAccess.pull(own), TestAccess.pull(open), TestAccess.pull(closed), catalog()));
        assertThat(grant.subject()).isEqualTo(user.name());
        assertThat(grant.allows(TestAccess.repository(own), Action.DELETE)).isTrue();
        assertThat(grant.allows(TestAccess.repository(open), Action.PULL)).isTrue();
        assertThat(grant.allows(TestAccess.repository(open), Action.PUSH)).isFalse();
        assertThat(grant.allows(TestAccess.repository(closed), Action.PULL)).isFalse();
        assertThat(grant.allows(ELSEWHERE, Action.PULL)).isFalse();
        assertThat(grant.catalog()).isFalse();
        assertThat(verified(token(access.admin(), catalog())).catalog()).isTrue();
    }

    @Test
    void wrongCredentialsAreAsGoodAsNone() {
        Principal user = access.user();
        Project own = access.project(user, true);
        Credentials wrong = new Credentials(user.name(), "Wrong12345");
        Grant grant = verified(
                access.service.token(wrong, List.of(TestAccess.pull(own))).orElseThrow());
        assertThat(grant.subject()).isEmpty();
        assertThat(grant.allows(TestAccess.repository(own), Action.PULL)).isTrue();
        assertThat(grant.allows(TestAccess.repository(own), Action.PUSH)).isFalse();
        assertThat(access.service.token(wrong, List.of())).isEmpty();
        assertThat(access.service.tokenFor(wrong, List.of(TestAccess.pull(own))))
                .isEmpty();
    }

    @Test
    void aWarmTokenCostsOneStatementNoHashAndNoSignature() {
        Principal user = access.user();
        Project project = access.project(user, false);
        Token first = token(user, TestAccess.pull(project));
        access.now.set(NOW.plusSeconds(30));
        long statements = access.db.statements();
        long hashes = access.passwords.hashes();
        Token second = token(user, TestAccess.pull(project));
        assertThat(access.db.statements() - statements).isEqualTo(1);
        assertThat(access.passwords.hashes() - hashes).isZero();
        assertThat(second).isSameAs(first);
    }

    @Test
    void anonymousCostsOneStatementToo() {
        Project project = access.project(access.admin(), true);
        long statements = access.db.statements();
        access.service.token(null, List.of(TestAccess.pull(project)));
        assertThat(access.db.statements() - statements).isEqualTo(1);
    }

    @Test
    void aTokenIsSignedAnewAfterAMinuteOrForOtherRights() {
        Principal user = access.user();
        Project project = access.project(access.admin(), true);
        Token first = token(user, TestAccess.pull(project));
        access.addMember(project, user, Role.DEVELOPER);
        assertThat(token(user, TestAccess.pull(project)).jwt()).isNotEqualTo(first.jwt());
        Token second = token(user, TestAccess.pull(project));
        access.now.set(NOW.plusSeconds(61));
        assertThat(token(user, TestAccess.pull(project)).issuedAt())
                .isEqualTo(second.issuedAt().plusSeconds(61));
    }

    @Test
    void verifyingAsksNobody() {
        Token token = token(access.admin(), TestAccess.pull(access.project(access.admin(), false)));
        long statements = access.db.statements();
        assertThat(access.tokens.verify(token.jwt())).isPresent();
        assertThat(access.tokens.verify(new String(token.jwt()))).isPresent();
        assertThat(access.db.statements() - statements).isZero();
    }

    @Test
    void aTokenEndsThoughItWasVerifiedBefore() {
        Token token = token(access.admin());
        assertThat(access.tokens.verify(token.jwt())).isPresent();
        access.now.set(token.issuedAt().plus(Duration.ofMinutes(31)));
        access.revisions.read();
        assertThat(access.tokens.verify(token.jwt())).isPresent();
        access.now.set(token.issuedAt().plus(Duration.ofMinutes(31)).plusSeconds(1));
        assertThat(access.tokens.verify(token.jwt())).isEmpty();
        access.now.set(token.issuedAt().minusSeconds(61));
        assertThat(access.tokens.verify(token.jwt())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "junk", "a.b.c", "e30.e30.e30", "e30.e30.", "....", "null.null.null"})
    void nonsenseIsNoToken(String jwt) {
        assertThat(access.tokens.verify(jwt)).isEmpty();
    }

    @Test
    void aChangedTokenIsNone() {
        String[] parts = token(access.admin()).jwt().split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String root = encode(claims.replace("\"admin\"", "\"other\""));
        assertThat(access.tokens.verify(parts[0] + "." + root + "." + parts[2])).isEmpty();
        assertThat(access.tokens.verify(encode("{\"alg\":\"none\"}") + "." + parts[1] + "."))
                .isEmpty();
        assertThat(access.tokens.verify(encode("{\"alg\":\"HS256\"}") + "." + parts[1] + "." + parts[2]))
                .isEmpty();
        assertThat(access.tokens.verify("x".repeat(1 << 20))).isEmpty();
    }

    @Test
    void aTokenForAnotherAudienceIsNone() throws Exception {
        try (TestAccess replica = TestAccess.on(config)) {
            SigningKeys keys = SigningKeys.open(replica.db, new Secrets(TestAccess.SECRET));
            byte[] claims = new Claims("admin", "other", List.of(), Map.of(), "x", NOW, NOW.plusSeconds(60)).toJson();
            String content = encode("{\"alg\":\"RS256\",\"kid\":\"" + keys.kid() + "\"}") + "." + encode(claims);
            String signature = encode(keys.sign(content.getBytes(StandardCharsets.US_ASCII)));
            assertThat(access.tokens.verify(content + "." + signature)).isEmpty();
        }
    }

    @Test
    void whatOneReplicaSignsAnotherVerifies() throws IOException {
        try (TestAccess replica = TestAccess.on(config)) {
            assertThat(replica.tokens.verify(token(access.admin()).jwt())).isPresent();
        }
    }

    @Test
    void aChangedPasswordEndsTheTokensFromBefore() {
        Principal user = access.user();
        Token before = token(user);
        access.users.setPassword(user.id(), "Golden67890");
        assertThat(access.tokens.verify(before.jwt())).isEmpty();
        Token after = access.service
                .token(new Credentials(user.name(), "Golden67890"), List.of())
                .orElseThrow();
        assertThat(access.tokens.verify(after.jwt())).isPresent();
    }

    @Test
    void aDeletedUsersTokensEndEvenIfAnotherTakesTheName() {
        Principal user = access.user();
        Token before = token(user);
        access.users.delete(user.id());
        assertThat(access.tokens.verify(before.jwt())).isEmpty();
        access.users.create(new NewAccount(user.name(), "again@berth.test", "Again", "", TestAccess.PASSWORD));
        assertThat(access.tokens.verify(before.jwt())).isEmpty();
        assertThat(access.tokens.verify(token(user).jwt())).isPresent();
    }

    @Test
    void aProjectThatGoesPrivateEndsTheRightsInItOnly() {
        Project first = access.project(access.admin(), true);
        Project second = access.project(access.admin(), true);
        Token token = access.service
                .token(null, List.of(TestAccess.pull(first), TestAccess.pull(second)))
                .orElseThrow();
        access.projects.update(first, Map.of("public", "false"), null);
        Grant left = verified(token);
        assertThat(left.allows(TestAccess.repository(first), Action.PULL)).isFalse();
        assertThat(left.allows(TestAccess.repository(second), Action.PULL)).isTrue();
    }

    @Test
    void aProjectMadeAgainKnowsNothingOfTheFormersTokens() {
        Principal owner = access.user();
        Project project = access.project(owner, false);
        Token before = token(owner, TestAccess.pull(project));
        access.projects.delete(project);
        access.projects.create(
                access.admin(), new NewProject(new ProjectName(project.name()), Map.of(), CveAllowlist.empty(), -1));
        assertThat(verified(before).allows(TestAccess.repository(project), Action.PULL))
                .isFalse();
        assertThat(verified(token(access.admin(), TestAccess.pull(project)))
                        .allows(TestAccess.repository(project), Action.PUSH))
                .isTrue();
    }

    @Test
    void anotherReplicaRefusesAfterItsNextReading() throws IOException {
        try (TestAccess replica = TestAccess.on(config)) {
            Principal user = access.user();
            Token before = token(user);
            replica.users.setAdmin(user.id(), false);
            access.revisions.read();
            assertThat(access.tokens.verify(before.jwt())).isEmpty();
        }
    }

    @Test
    void tokensAreNotBelievedForeverWithoutTheDatabase() {
        Token token = token(access.admin());
        access.now.set(NOW.plus(Duration.ofMinutes(10)).plusSeconds(1));
        assertThatThrownBy(() -> access.tokens.verify(token.jwt())).isInstanceOf(ProblemException.class);
        assertThat(access.revisions.areFresh()).isFalse();
        access.revisions.read();
        assertThat(access.revisions.areFresh()).isTrue();
        assertThat(access.tokens.verify(token.jwt())).isPresent();
    }

    private static Token token(Principal principal, Scope... scopes) {
        return access.service
                .token(TestAccess.credentials(principal), List.of(scopes))
                .orElseThrow();
    }

    private static Grant verified(Token token) {
        return access.tokens.verify(token.jwt()).orElseThrow();
    }

    private static Scope catalog() {
        return new Scope("registry", "catalog");
    }

    private static JsonNode part(String jwt, int index) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]));
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
