package io.berth.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.Doomed.Member;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DoomedTest {
    private static final long ROOT = 1;

    @Test
    void aLoneManifestGoesAlone() {
        assertThat(with(root())).containsExactly(ROOT);
    }

    @Test
    void anUntaggedChildGoesWithItsIndex() {
        assertThat(with(root(), child(2, false, ROOT))).containsExactlyInAnyOrder(ROOT, 2L);
    }

    @Test
    void aTaggedChildStays() {
        assertThat(with(root(), child(2, true, ROOT))).containsExactly(ROOT);
    }

    @Test
    void aChildOfAnotherIndexStays() {
        assertThat(with(root(), child(2, false, ROOT, 99L))).containsExactly(ROOT);
    }

    @Test
    void aChildOfTwoIndexesGoesWhenBothDo() {
        assertThat(with(root(), child(2, false, ROOT, 3L), child(3, false, ROOT)))
                .containsExactlyInAnyOrder(ROOT, 2L, 3L);
    }

    @Test
    void anAccessoryGoesWithItsSubjectEvenIfItIsTagged() {
        assertThat(with(root(), accessory(2, ROOT))).containsExactlyInAnyOrder(ROOT, 2L);
    }

    @Test
    void anAccessoryThatAnotherIndexListsStays() {
        Member listed = new Member(2, false, Set.of(99L), ROOT);
        assertThat(with(root(), listed)).containsExactly(ROOT);
    }

    @Test
    void theAccessoryOfAChildOrOfAnAccessoryGoesToo() {
        assertThat(with(root(), accessory(4, 3), accessory(3, 2), child(2, false, ROOT)))
                .containsExactlyInAnyOrder(ROOT, 2L, 3L, 4L);
    }

    @Test
    void whatBelongsToAChildThatStaysStays() {
        assertThat(with(root(), child(2, true, ROOT), accessory(3, 2))).containsExactly(ROOT);
    }

    @Test
    void aChildThatBelongsToSomethingAliveStays() {
        assertThat(with(root(), new Member(2, false, Set.of(ROOT), 99L))).containsExactly(ROOT);
    }

    private static Set<Long> with(Member... family) {
        return Doomed.with(ROOT, List.of(family));
    }

    private static Member root() {
        return member(ROOT, true, null);
    }

    private static Member child(long id, boolean isTagged, Long... parents) {
        return new Member(id, isTagged, Set.of(parents), null);
    }

    private static Member accessory(long id, long subject) {
        return member(id, true, subject);
    }

    private static Member member(long id, boolean isTagged, @Nullable Long subject) {
        return new Member(id, isTagged, Set.of(), subject);
    }
}
