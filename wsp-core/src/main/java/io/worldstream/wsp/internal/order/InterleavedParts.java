package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.seal.VerifyingPartContent;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Selects the parts that a merge reads interleaved, so that the parts open at any instant fit into memory (I12). The
 * others are sorted first, like parts that are out of order. Stateless.
 */
final class InterleavedParts {
    /** The number of parts that are always read interleaved, however small the memory for sorting: 20 MiB. */
    static final int FEWEST = 64;

    /** The memory of a row reader, apart from the verified chunk. */
    private static final long READER_BYTES = 64 << 10;

    private InterleavedParts() {}

    /**
     * Returns a minimal set of parts to sort first, such that at every instant the rest fit into memory. When too many
     * parts are open, the one that would stay open longest is chosen.
     *
     * @param parts the parts that could be read interleaved
     * @param memoryBytes the memory that open parts may take if there are more than {@link #FEWEST}
     */
    static Set<SurveyedPart> surplus(List<SurveyedPart> parts, long memoryBytes) {
        Set<SurveyedPart> surplus = Collections.newSetFromMap(new IdentityHashMap<>());
        TreeSet<Open> open = new TreeSet<>();
        long bytes = 0;
        int number = 0;
        for (SurveyedPart part : parts.stream()
                .sorted(Comparator.comparingLong(SurveyedPart::firstMicros))
                .toList()) {
            while (!open.isEmpty() && open.first().untilMicros() < part.firstMicros()) {
                bytes -= bytes(open.pollFirst().part());
            }
            open.add(new Open(part, number++));
            bytes += bytes(part);
            while (open.size() > FEWEST && bytes > memoryBytes) {
                SurveyedPart longest = open.pollLast().part();
                bytes -= bytes(longest);
                surplus.add(longest);
            }
        }
        return surplus;
    }

    private static long bytes(SurveyedPart part) {
        return VerifyingPartContent.bufferBytes(part.sealed()) + READER_BYTES;
    }

    private record Open(SurveyedPart part, int number) implements Comparable<Open> {
        /** A part with rows outside the window may stay open until the end. */
        long untilMicros() {
            return part.rows() > part.windowRows() ? Long.MAX_VALUE : part.lastMicros();
        }

        @Override
        public int compareTo(Open other) {
            int byEnd = Long.compare(untilMicros(), other.untilMicros());
            return byEnd != 0 ? byEnd : Integer.compare(number, other.number);
        }
    }
}
