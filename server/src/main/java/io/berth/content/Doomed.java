package io.berth.content;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes with an artifact that is deleted: its accessories, and the children of an index that no tag and no other index
 * needs, and so on below these.
 */
final class Doomed {
    private Doomed() {}

    /**
     * A live artifact of the family.
     *
     * @param parents the live indexes that list it
     * @param subject the live artifact that it belongs to; null if there is none
     */
    record Member(
            long id,
            boolean isTagged,
            Set<Long> parents,
            @Nullable Long subject) {}

    /** The ids of those that go if {@code root} goes, itself among them. */
    static Set<Long> with(long root, List<Member> family) {
        Set<Long> doomed = new HashSet<>(Set.of(root));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Member member : family) {
                grown |= goesWith(doomed, member) && doomed.add(member.id);
            }
        }
        return doomed;
    }

    private static boolean goesWith(Set<Long> doomed, Member member) {
        if (!doomed.containsAll(member.parents)) {
            return false;
        }
        boolean isOrphan = !member.parents.isEmpty() && !member.isTagged && member.subject == null;
        return isOrphan || (member.subject != null && doomed.contains(member.subject));
    }
}
