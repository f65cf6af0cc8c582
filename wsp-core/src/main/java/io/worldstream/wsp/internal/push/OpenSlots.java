package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.Ordering;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots without a terminal outcome: which are out, which wait, and which go next. Of a flow only the first is ever sent;
 * the others are linked behind it. Nothing here looks at more than one slot at a time, but {@link #hurry}. One thread.
 */
final class OpenSlots {
    private static final Comparator<PushSlot> OLDEST_FIRST = Comparator.comparingLong(slot -> slot.ordinal);

    private final Ordering ordering;
    private final FlowTails flows = new FlowTails();
    /** Not due as far as is known, by the time of the retry; only differences of times mean anything. */
    private final PriorityQueue<PushSlot> retries =
            new PriorityQueue<>((one, other) -> Long.compare(one.retryAtNanos - other.retryAtNanos, 0));

    /** Due, in the order of the stream: by the time of the retry, one that is unlucky could be overtaken without end. */
    private final PriorityQueue<PushSlot> due = new PriorityQueue<>(OLDEST_FIRST);

    /** Queued slots whose flow is free, in the order of the stream. */
    private final PriorityQueue<PushSlot> ready = new PriorityQueue<>(OLDEST_FIRST);

    private int out;
    private int retriesOut;
    private int waiting;
    private int recording;

    OpenSlots(Ordering ordering) {
        this.ordering = ordering;
    }

    /** Takes a slot; false if an earlier one of its flow is open, behind which it is queued. */
    boolean enter(PushSlot slot) {
        if (ordering != Ordering.PER_KEY) {
            return true;
        }
        PushSlot before = flows.put(slot);
        if (before != null) {
            before.next = slot;
        }
        return before == null;
    }

    void onSent(PushSlot slot) {
        leave(slot);
        slot.state = PushSlot.State.OUT;
        out++;
        retriesOut += slot.attempt() > 1 ? 1 : 0;
    }

    /** The slot is sent again from an instant on. */
    void waitUntil(PushSlot slot, long retryAtNanos) {
        park(slot);
        slot.retryAtNanos = retryAtNanos;
        retries.add(slot);
    }

    /** The slot stays open and is not sent again. */
    void park(PushSlot slot) {
        leave(slot);
        slot.state = PushSlot.State.WAITING;
        waiting++;
    }

    void onRecording(PushSlot slot) {
        leave(slot);
        slot.state = PushSlot.State.RECORDING;
        recording++;
    }

    /** The slot has its outcome; the next of its flow may go. */
    void settle(PushSlot slot) {
        leave(slot);
        slot.state = PushSlot.State.SETTLED;
        if (ordering != Ordering.PER_KEY) {
            return;
        }
        PushSlot next = slot.next;
        if (next == null) {
            flows.remove(slot.flow);
        } else {
            slot.next = null;
            ready.add(next);
        }
    }

    private void leave(PushSlot slot) {
        switch (slot.state) {
            case OUT -> {
                out--;
                retriesOut -= slot.attempt() > 1 ? 1 : 0;
            }
            case WAITING -> waiting--;
            case RECORDING -> recording--;
            case QUEUED, SETTLED -> {}
        }
    }

    /** Takes the earliest slot of the stream whose retry is due, or null. */
    @Nullable PushSlot pollDue(long nowNanos) {
        return isDue(nowNanos) ? due.poll() : null;
    }

    /** Whether a retry is due. */
    boolean isDue(long nowNanos) {
        for (PushSlot first = retries.peek();
                first != null && first.retryAtNanos - nowNanos <= 0;
                first = retries.peek()) {
            due.add(retries.remove());
        }
        return !due.isEmpty();
    }

    /** Takes the earliest slot of the stream that was queued behind its flow and may go now, or null. */
    @Nullable PushSlot pollReady() {
        return ready.poll();
    }

    /** Whether a slot that was queued behind its flow may go now. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Nanoseconds until a retry is due, or {@link Long#MAX_VALUE}. */
    long nanosToNextRetry(long nowNanos) {
        if (isDue(nowNanos)) {
            return 0;
        }
        PushSlot first = retries.peek();
        return first == null ? Long.MAX_VALUE : first.retryAtNanos - nowNanos;
    }

    /** Lets no slot wait longer than it is given now: the gate is back, and each waits for its turn in its backoff. */
    void hurry(long nowNanos, LongSupplier delayNanos) {
        PushSlot[] all = retries.toArray(new PushSlot[0]);
        retries.clear();
        for (PushSlot slot : all) {
            long delay = delayNanos.getAsLong();
            if (slot.retryAtNanos - nowNanos > delay) {
                slot.retryAtNanos = nowNanos + delay;
            }
            retries.add(slot);
        }
    }

    /** Slots that are at the sink. */
    int out() {
        return out;
    }

    /** Whether one is out again or waits for that. */
    boolean retrying() {
        return waiting > 0 || retriesOut > 0;
    }

    /** Slots that are out or wait for their retry. */
    int held() {
        // In one order for all, nothing may pass an event that could still come to the gate.
        return out + waiting + (ordering == Ordering.GLOBAL ? recording : 0);
    }

    /** Slots of which somebody else has yet to say something: the sink, or who writes evidence. */
    int awaited() {
        return out + recording;
    }
}
