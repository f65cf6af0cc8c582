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
 * Merges sources that are each in order of event time into the one order (contracts 11). A source is opened when the
 * merge reaches its first instant. The rows of one instant are gathered from all sources, since within a source they
 * may come in any order. One thread; may block.
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
     * @param sources the sources, each opened when it is due
     * @param startMicros rows before this instant are left out
     * @param endMicros rows at or after this instant are left out
     * @param maxTieBytes the memory that the rows of one instant may take
     * @param spill takes the rows of an instant that exceed it
     * @param paths maps a part's index in the plan to its path
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
     * Returns the next row in the one order, or null at the end. The row is valid until the next call.
     *
     * @throws WspException {@link ReasonCode#DUPLICATE_KEY_CONFLICT}; {@link ReasonCode#LIMIT_EXCEEDED} or {@link
     *     ReasonCode#SPILL_FAILED} if one instant has more rows than can be held; or a fault of a source
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

    /** Returns the number of rows left out so far because they repeated another byte for byte. */
    public long collapsed() {
        return ties.collapsed();
    }

    /** Returns the first row of the next instant, or null if that instant is before the start. */
    private @Nullable Row nextInstant() {
        long instant = instant();
        if (instant < startMicros) {
            open.advanceTop();
            return null;
        }
        Row row = take();
        // openDue() has opened every source that begins at this instant.
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

    /** Opens the sources that begin at or before the next instant. Returns false if no row is left. */
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

    /** A source that is opened when its first row is due. */
    interface LaterSource {
        /** Returns an instant at or before that of its first row. */
        long firstMicros();

        /** Opens the source, positioned before its first row. */
        RowSource open();
    }
}
