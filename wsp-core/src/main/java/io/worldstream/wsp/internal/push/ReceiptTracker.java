package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns outcomes, which arrive in any order, into the settled prefix of the stream, past which a cursor never moves
 * (I8). Confined to one thread.
 */
final class ReceiptTracker {
    private final Deque<Push> open = new ArrayDeque<>();
    private final StreamDigest digest;
    private final Consumer<FramedEvent> recycler;
    private long tsMicros;
    private @Nullable EventId lastEvent;
    private long admitted;
    private long duplicate;
    private long quarantined;
    private long deadLettered;
    private long retries;
    private long collapsed;

    /**
     * @param from the initial end of the prefix
     * @param recycler takes back settled events
     */
    ReceiptTracker(Cursor from, Consumer<FramedEvent> recycler) {
        this.recycler = recycler;
        digest = new StreamDigest(from.digest());
        tsMicros = from.tsMicros();
        lastEvent = from.lastEvent();
        admitted = from.admitted();
        duplicate = from.duplicate();
        quarantined = from.quarantined();
        deadLettered = from.deadLettered();
        retries = from.retries();
        collapsed = from.collapsed();
    }

    /** Adds the next event of the stream. */
    void onPush(Push push) {
        open.addLast(push);
    }

    /** Extends the prefix over the settled events that follow it. */
    void advance() {
        while (!open.isEmpty() && open.getFirst().state == Push.State.SETTLED) {
            pass(open.removeFirst());
        }
    }

    private void pass(Push push) {
        switch (Objects.requireNonNull(push.outcome)) {
            case ADMITTED -> admitted++;
            case DUPLICATE -> duplicate++;
            case QUARANTINED -> quarantined++;
            case DEAD_LETTERED -> deadLettered++;
        }
        FramedEvent event = push.event;
        retries += push.attempt() - 1;
        collapsed = event.collapsedSoFar();
        tsMicros = event.tsMicros();
        lastEvent = push.eventId();
        digest.add(event.id());
        recycler.accept(event);
    }

    /** Returns the number of events from the end of the prefix to the last push. */
    int span() {
        return open.size();
    }

    /** Returns the digest of the prefix. */
    Hex64 prefixDigest() {
        return digest.value();
    }

    /** Returns the cursor at the end of the prefix. */
    Cursor cursor() {
        StreamDigest.State state = digest.state();
        return new Cursor(
                state.events(),
                tsMicros,
                lastEvent,
                admitted,
                duplicate,
                quarantined,
                deadLettered,
                retries,
                collapsed,
                state);
    }
}
