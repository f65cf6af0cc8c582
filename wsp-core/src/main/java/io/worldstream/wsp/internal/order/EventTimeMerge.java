package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Merges sources that are each in order of event time into the one order (contracts 11). A source is opened when its first
 * instant comes. The rows of one instant are gathered from all sources, since within a source they may come in any order.
 * One thread; may block.
 */
public final class EventTimeMerge implements Closeable {
    private final SourceHeap open = new SourceHeap(RowOrder.TIME);
    private final Deque<LaterSource> later;
    private final long startMicros;
    private final long endMicros;
    private final InstantGroup ties;
    private boolean inTies;
    private @Nullable Row current;

    /**
     * @param sources the sources, to be opened in time
     * @param startMicros rows before it are left out
     * @param endMicros rows from it on are left out
     * @param maxTieBytes how much memory the rows of one instant may take
     * @param spill takes what of an instant does not fit
     * @param paths the path of a part by its place in the plan
     */
    EventTimeMerge(
            List<LaterSource> sources,
            long startMicros,
            long endMicros,
            long maxTieBytes,
            Spill spill,
            IntFunction<String> paths) {
        this.later = new ArrayDeque<>(sources.stream()
                .sorted(Comparator.comparingLong(LaterSource::firstMicros))
                .toList());
        this.startMicros = startMicros;
        this.endMicros = endMicros;
        this.ties = new InstantGroup(maxTieBytes, spill, paths);
    }

    /**
     * The next row in the one order, or null at the end. It is lent until the next call.
     *
     * @throws WspException {@link ReasonCode#DUPLICATE_KEY_CONFLICT}; {@link ReasonCode#LIMIT_EXCEEDED} or {@link
     *     ReasonCode#SPILL_FAILED} if one instant has more rows than can be held; or what is wrong with a source
     */
    public @Nullable Row next() {
        if (current != null) {
            ties.recycle(current);
        }
        current = inTies ? nextTie() : null;
        while (current == null && openDue() && instant() < endMicros) {
            current = nextInstant();
        }
        return current;
    }

    /** How many rows repeated another byte for byte and were left out so far. */
    public long collapsed() {
        return ties.collapsed();
    }

    /** The first row of the next instant, or null if it is before the start. */
    private @Nullable Row nextInstant() {
        long instant = instant();
        if (instant < startMicros) {
            open.advanceTop();
            return null;
        }
        Row row = take();
        // All that begins by now is open.
        if (open.isEmpty() || instant() != instant) {
            return row;
        }
        ties.add(row);
        while (!open.isEmpty() && instant() == instant) {
            ties.add(take());
        }
        ties.sort();
        inTies = true;
        return nextTie();
    }

    private Row take() {
        Row row = open.top().takeHead(ties.spare());
        open.advanceTop();
        return row;
    }

    private @Nullable Row nextTie() {
        Row row = ties.next();
        inTies = row != null;
        return row;
    }

    private long instant() {
        return open.topPrefix();
    }

    /** Opens what begins before or at the next instant; false if there is no row any more. */
    private boolean openDue() {
        while (!later.isEmpty()
                && later.element().firstMicros() < endMicros
                && (open.isEmpty() || later.element().firstMicros() <= instant())) {
            RowSource source = later.remove().open();
            if (source.advance()) {
                open.add(source);
            }
        }
        return !open.isEmpty();
    }

    @Override
    public void close() {
        ties.close();
    }

    /** A source that is not opened before its first row is needed. */
    interface LaterSource {
        /** An instant at or before that of its first row. */
        long firstMicros();

        /** Opens it before its first row. */
        RowSource open();
    }
}
