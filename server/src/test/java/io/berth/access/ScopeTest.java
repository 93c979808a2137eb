package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScopeTest {
    @Test
    void parametersMayHoldSeveralScopes() {
        assertThat(Scope.parseAll(List.of("repository:a/b:pull repository:c/d:pull,push", "registry:catalog:*", "")))
                .containsExactly(
                        new Scope("repository", "a/b"),
                        new Scope("repository", "c/d"),
                        new Scope("registry", "catalog"));
    }

    @Test
    void aNameMayHoldColons() {
        assertThat(Scope.parseAll(List.of("repository:host:5000/a/b:pull")))
                .containsExactly(new Scope("repository", "host:5000/a/b"));
    }

    @Test
    void nonsenseIsAScopeOfItsOwnType() {
        assertThat(Scope.parseAll(List.of("bad", "two:parts", ":", "::")))
                .containsExactly(new Scope("bad", ""), new Scope("two", "parts"), new Scope("", ""), new Scope("", ""));
    }
}
