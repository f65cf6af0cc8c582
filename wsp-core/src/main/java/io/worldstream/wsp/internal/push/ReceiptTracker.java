package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.frame.StreamDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Turns outcomes, which come in any order, into a prefix of the stream of which every event is settled: what a cursor may
 * pass (I8). One thread.
 */
final class ReceiptTracker {
    private final Deque<PushSlot> open = new ArrayDeque<>();
    private final StreamDigest digest = new StreamDigest();
    private final Consumer<FramedEvent> recycler;

    /** @param recycler takes the events that are done with */
    ReceiptTracker(Consumer<FramedEvent> recycler) {
        this.recycler = recycler;
    }

    /** An event is out, the next in the stream's order. */
    void onPush(PushSlot slot) {
        open.addLast(slot);
    }

    /** Moves the prefix over all that is settled at its end. */
    void advance() {
        while (!open.isEmpty() && open.getFirst().state == PushSlot.State.SETTLED) {
            FramedEvent event = open.removeFirst().event;
            digest.add(event.id());
            recycler.accept(event);
        }
    }

    /** Events from the prefix to the last push. */
    int span() {
        return open.size();
    }

    /** The digest of the prefix. */
    Hex64 prefixDigest() {
        return digest.value();
    }
}
