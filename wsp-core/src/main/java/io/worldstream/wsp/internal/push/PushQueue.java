package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.policy.Ordering;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues the pushes that have no terminal outcome: in flight, waiting, or next to be sent. Only the first push of a flow
 * is ever sent; the others are linked behind it. No method iterates over the pushes except {@link #hurry}. Confined to
 * one thread.
 */
final class PushQueue {
    private static final Comparator<Push> OLDEST_FIRST = Comparator.comparingLong(push -> push.ordinal);

    private final Ordering ordering;
    private final FlowTable flows = new FlowTable();
    /**
     * Retries not yet known to be due, ordered by due time; compares differences, because the clock may wrap around.
     */
    private final PriorityQueue<Push> retries =
            new PriorityQueue<>((one, other) -> Long.compare(one.retryAtNanos - other.retryAtNanos, 0));

    /** Due retries in stream order; ordered by due time, an unlucky one could be overtaken forever. */
    private final PriorityQueue<Push> due = new PriorityQueue<>(OLDEST_FIRST);

    /** Queued pushes whose flow is free, in stream order. */
    private final PriorityQueue<Push> ready = new PriorityQueue<>(OLDEST_FIRST);

    private int out;
    private int retriesOut;
    private int waiting;
    private int recording;

    PushQueue(Ordering ordering) {
        this.ordering = ordering;
    }

    /** Adds a push; returns false if it is queued behind an earlier open push of its flow. */
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

    /** Schedules a retry of the push. */
    void waitUntil(Push push, long retryAtNanos) {
        park(push);
        push.retryAtNanos = retryAtNanos;
        retries.add(push);
    }

    /** Parks the push: it stays open and is not sent again. */
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

    /** Settles the push; the next push of its flow may then be sent. */
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

    /** Removes and returns the due retry that is earliest in the stream, or null. */
    @Nullable Push pollDue(long nowNanos) {
        return isDue(nowNanos) ? due.poll() : null;
    }

    /** Returns whether a retry is due. */
    boolean isDue(long nowNanos) {
        for (Push first = retries.peek(); first != null && first.retryAtNanos - nowNanos <= 0; first = retries.peek()) {
            due.add(retries.remove());
        }
        return !due.isEmpty();
    }

    /** Removes and returns the queued push with a free flow that is earliest in the stream, or null. */
    @Nullable Push pollReady() {
        return ready.poll();
    }

    /** Returns whether a queued push has a free flow. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Returns the nanoseconds until a retry is due, or {@link Long#MAX_VALUE}. */
    long nanosToNextRetry(long nowNanos) {
        if (isDue(nowNanos)) {
            return 0;
        }
        Push first = retries.peek();
        return first == null ? Long.MAX_VALUE : first.retryAtNanos - nowNanos;
    }

    /**
     * Shortens the waits of all retries after an outage. A retry waits no longer than the delay supplied for it, so
     * that each keeps a backoff of its own.
     */
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

    /** Returns the number of pushes in flight at the sink. */
    int out() {
        return out;
    }

    /** Returns whether a retry is in flight or waiting. */
    boolean retrying() {
        return retries() > 0;
    }

    /** Returns the number of pushes whose retry is in flight or waiting. */
    int retries() {
        return waiting + retriesOut;
    }

    /** Returns the number of pushes in flight or waiting for a retry; in global order, also those writing evidence. */
    int held() {
        // In global order, nothing may overtake an event whose outcome is still open.
        return out + waiting + (ordering == Ordering.GLOBAL ? recording : 0);
    }

    /** Returns the number of pushes that await an answer from the sink or the evidence writer. */
    int awaited() {
        return out + recording;
    }
}
