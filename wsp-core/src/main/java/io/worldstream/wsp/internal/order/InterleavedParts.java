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
 * Chooses which parts a merge reads side by side, so that what is open at any instant fits into memory (I12). The others are
 * sorted first, as parts that are not in order. Stateless.
 */
final class InterleavedParts {
    /** So many are always read side by side, however little memory there is for sorting: 20 MiB. */
    static final int FEWEST = 64;

    /** What a reader of rows holds beside the chunk that was checked. */
    private static final long READER_BYTES = 64 << 10;

    private InterleavedParts() {}

    /**
     * The fewest parts, without which no instant has more open than fit: where there are too many, the one that stays open
     * for longest goes.
     *
     * @param parts the parts that could be read side by side
     * @param memoryBytes how much those that are open may take, if they are more than {@link #FEWEST}
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
        /** A part with rows outside of the window may stay open until the end. */
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
