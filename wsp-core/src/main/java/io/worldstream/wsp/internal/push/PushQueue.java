package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.policy.Ordering;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots without a terminal outcome: which are out, which wait, and which go next. Of a flow only the first is ever sent;
 * the others are linked behind it. Nothing here looks at more than one slot at a time, but {@link #hurry}. One thread.
 */
final class PushQueue {
    private static final Comparator<Push> OLDEST_FIRST = Comparator.comparingLong(push -> push.ordinal);

    private final Ordering ordering;
    private final FlowTable flows = new FlowTable();
    /** Not due as far as is known, by the time of the retry; only differences of times mean anything. */
    private final PriorityQueue<Push> retries =
            new PriorityQueue<>((one, other) -> Long.compare(one.retryAtNanos - other.retryAtNanos, 0));

    /** Due, in the order of the stream: by the time of the retry, one that is unlucky could be overtaken without end. */
    private final PriorityQueue<Push> due = new PriorityQueue<>(OLDEST_FIRST);

    /** Queued slots whose flow is free, in the order of the stream. */
    private final PriorityQueue<Push> ready = new PriorityQueue<>(OLDEST_FIRST);

    private int out;
    private int retriesOut;
    private int waiting;
    private int recording;

    PushQueue(Ordering ordering) {
        this.ordering = ordering;
    }

    /** Takes a slot; false if an earlier one of its flow is open, behind which it is queued. */
    boolean enter(Push push) {
        if (ordering != Ordering.PER_KEY) {
            return true;
        }
        Push before = flows.put(push);
        if (before != null) {
            before.next = push;
        }
        return before == null;
    }

    void onSent(Push push) {
        leave(push);
        push.state = Push.State.OUT;
        out++;
        retriesOut += push.attempt() > 1 ? 1 : 0;
    }

    /** The slot is sent again from an instant on. */
    void waitUntil(Push push, long retryAtNanos) {
        park(push);
        push.retryAtNanos = retryAtNanos;
        retries.add(push);
    }

    /** The slot stays open and is not sent again. */
    void park(Push push) {
        leave(push);
        push.state = Push.State.WAITING;
        waiting++;
    }

    void onRecording(Push push) {
        leave(push);
        push.state = Push.State.RECORDING;
        recording++;
    }

    /** The slot has its outcome; the next of its flow may go. */
    void settle(Push push) {
        leave(push);
        push.state = Push.State.SETTLED;
        if (ordering != Ordering.PER_KEY) {
            return;
        }
        Push next = push.next;
        if (next == null) {
            flows.remove(push.flow);
        } else {
            push.next = null;
            ready.add(next);
        }
    }

    private void leave(Push push) {
        switch (push.state) {
            case OUT -> {
                out--;
                retriesOut -= push.attempt() > 1 ? 1 : 0;
            }
            case WAITING -> waiting--;
            case RECORDING -> recording--;
            case QUEUED, SETTLED -> {}
        }
    }

    /** Takes the earliest slot of the stream whose retry is due, or null. */
    @Nullable Push pollDue(long nowNanos) {
        return isDue(nowNanos) ? due.poll() : null;
    }

    /** Whether a retry is due. */
    boolean isDue(long nowNanos) {
        for (Push first = retries.peek(); first != null && first.retryAtNanos - nowNanos <= 0; first = retries.peek()) {
            due.add(retries.remove());
        }
        return !due.isEmpty();
    }

    /** Takes the earliest slot of the stream that was queued behind its flow and may go now, or null. */
    @Nullable Push pollReady() {
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
        Push first = retries.peek();
        return first == null ? Long.MAX_VALUE : first.retryAtNanos - nowNanos;
    }

    /** Lets no slot wait longer than it is given now: the gate is back, and each waits for its turn in its backoff. */
    void hurry(long nowNanos, LongSupplier delayNanos) {
        Push[] all = retries.toArray(new Push[0]);
        retries.clear();
        for (Push push : all) {
            long delay = delayNanos.getAsLong();
            if (push.retryAtNanos - nowNanos > delay) {
                push.retryAtNanos = nowNanos + delay;
            }
            retries.add(push);
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
