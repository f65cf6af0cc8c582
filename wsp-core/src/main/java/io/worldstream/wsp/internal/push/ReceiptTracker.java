package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the attempts and outcomes of a stream, and turns outcomes, which arrive in any order, into its settled prefix,
 * past which a cursor never moves (I8). Confined to one thread.
 */
final class ReceiptTracker {
    /** The pushes beyond the prefix, in stream order. */
    private final Deque<Push> beyond = new ArrayDeque<>();

    private final StreamDigest digest;
    private final Consumer<FramedEvent> recycler;
    private final long redriven;
    private OutcomeCounts settled;
    private OutcomeCounts settledInPrefix;
    private long retries;
    private long retriesInPrefix;
    private long tsMicros;
    private @Nullable EventId lastEvent;
    private long collapsed;

    /**
     * @param from the initial end of the prefix
     * @param recycler takes back the events of the prefix
     */
    ReceiptTracker(Cursor from, Consumer<FramedEvent> recycler) {
        this.recycler = recycler;
        digest = new StreamDigest(from.digest());
        settled = from.outcomes();
        settledInPrefix = settled;
        retries = from.retries();
        retriesInPrefix = retries;
        tsMicros = from.tsMicros();
        lastEvent = from.lastEvent();
        collapsed = from.collapsed();
        redriven = from.redriven();
    }

    /**
     * Adds the next event.
     *
     * @param ordinal its position in the stream, from 0
     */
    Push onTaken(FramedEvent event, long ordinal) {
        Push push = new Push(event, ordinal);
        beyond.addLast(push);
        return push;
    }

    /** Counts an attempt that left. */
    void onSent(Push push) {
        retries += push.attempt() > 1 ? 1 : 0;
    }

    /** Counts the terminal outcome of an event. */
    void onSettled(TerminalOutcome outcome) {
        settled = settled.plus(1, outcome);
    }

    /** Extends the prefix over the settled events that follow it. */
    void advance() {
        for (Push first = beyond.peekFirst(); first != null; first = beyond.peekFirst()) {
            TerminalOutcome outcome = first.outcome();
            if (outcome == null) {
                return;
            }
            pass(beyond.removeFirst(), outcome);
        }
    }

    private void pass(Push push, TerminalOutcome outcome) {
        settledInPrefix = settledInPrefix.plus(1, outcome);
        retriesInPrefix += push.retries();
        FramedEvent event = push.event;
        collapsed = event.collapsedSoFar();
        tsMicros = event.tsMicros();
        lastEvent = push.eventId();
        digest.add(event.id());
        recycler.accept(event);
    }

    /** Returns the number of events taken, including those before the cursor from which the stream resumed. */
    long taken() {
        return digest.events() + beyond.size();
    }

    /** Returns the outcomes of all settled events, including those beyond the prefix. */
    OutcomeCounts settled() {
        return settled;
    }

    /** Returns the number of attempts beyond the first of each event. */
    long retries() {
        return retries;
    }

    /** Returns the number of events from the end of the prefix to the last event taken. */
    int span() {
        return beyond.size();
    }

    /** Returns the number of events in the prefix. */
    long prefixEvents() {
        return digest.events();
    }

    /** Returns the digest of the prefix. */
    Hex64 prefixDigest() {
        return digest.value();
    }

    /** Returns the cursor at the end of the prefix. */
    Cursor cursor() {
        return new Cursor(tsMicros, lastEvent, settledInPrefix, retriesInPrefix, collapsed, digest.state(), redriven);
    }
}
