package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.rows.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges parts that are each sorted by event time into the one order (contracts 11). The rows of one instant are gathered
 * from all parts and sorted by output and key, since within a part they may come in any order; of rows that repeat another
 * byte for byte one is kept. One thread.
 */
public final class EventTimeMerge {
    private final PriorityQueue<PartRows> parts =
            new PriorityQueue<>(Comparator.comparingLong(EventTimeMerge::headTime));
    private final List<Placed> ties = new ArrayList<>();
    private final RowFaults faults;
    private final long maxTieBytes;
    private final long startMicros;
    private final long endMicros;
    private int nextTie;
    private long collapsed;

    /**
     * @param sources the parts, before their first row
     * @param startMicros rows before it are left out
     * @param endMicros rows from it on are left out
     * @param maxTieBytes how much text the rows of one instant may have
     * @param faults hears of conflicts
     */
    EventTimeMerge(List<PartRows> sources, long startMicros, long endMicros, long maxTieBytes, RowFaults faults) {
        this.faults = faults;
        this.maxTieBytes = maxTieBytes;
        this.startMicros = startMicros;
        this.endMicros = endMicros;
        for (PartRows source : sources) {
            if (source.advance()) {
                parts.add(source);
            }
        }
    }

    /**
     * The next row in the one order, or null at the end.
     *
     * @throws WspException {@link ReasonCode#LIMIT_EXCEEDED} if one instant has more rows than may be held, or what the
     *     faults' hearer throws
     */
    public @Nullable Row next() {
        while (nextTie == ties.size()) {
            if (parts.isEmpty()) {
                return null;
            }
            gather();
        }
        return ties.get(nextTie++).row;
    }

    /** How many rows of the window repeated another byte for byte and were left out so far. */
    public long collapsed() {
        return collapsed;
    }

    /** Takes all rows of the next instant. */
    private void gather() {
        ties.clear();
        nextTie = 0;
        long instant = headTime(parts.element());
        boolean inWindow = instant >= startMicros && instant < endMicros;
        long bytes = 0;
        while (!parts.isEmpty() && headTime(parts.element()) == instant) {
            PartRows part = parts.remove();
            boolean more = true;
            while (more && headTime(part) == instant) {
                Row row = Objects.requireNonNull(part.head());
                bytes += row.text().length;
                if (bytes > maxTieBytes) {
                    throw new WspException(
                            ReasonCode.LIMIT_EXCEEDED,
                            "the rows of " + EventTimeText.format(instant) + " have more than " + maxTieBytes
                                    + " bytes, the most that is held to order one instant");
                }
                ties.add(new Placed(row, part.headPlace()));
                more = part.advance();
            }
            if (more) {
                parts.add(part);
            }
        }
        if (ties.size() > 1) {
            ties.sort(Comparator.comparing(Placed::row));
            collapse(inWindow);
        }
        if (!inWindow) {
            ties.clear();
        }
    }

    private void collapse(boolean inWindow) {
        int kept = 1;
        for (int i = 1; i < ties.size(); i++) {
            Placed last = ties.get(kept - 1);
            Placed next = ties.get(i);
            if (last.row.compareTo(next.row) != 0) {
                ties.set(kept++, next);
            } else if (last.row.sameBytes(next.row)) {
                collapsed += inWindow ? 1 : 0;
            } else {
                faults.onFault(new Violation(
                        ReasonCode.DUPLICATE_KEY_CONFLICT,
                        next.place,
                        "has the event time and key of " + last.place + ", and other bytes"));
            }
        }
        ties.subList(kept, ties.size()).clear();
    }

    private static long headTime(PartRows part) {
        return Objects.requireNonNull(part.head()).tsMicros();
    }

    private record Placed(Row row, String place) {}
}
