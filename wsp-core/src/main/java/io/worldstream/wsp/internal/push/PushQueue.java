package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.internal.flow.Backoff;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.Ordering;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Holds the pushes that have no terminal outcome, counts them by state, and says which is sent next. Only the first push
 * of a flow is ever sent; the others are linked behind it. No method iterates over the pushes except {@link #hurry}.
 * Confined to one thread.
 */
final class PushQueue {
    private static final Comparator<Push> OLDEST_FIRST = Comparator.comparingLong(push -> push.ordinal);

    private final Ordering ordering;
    private final Backoff backoff;
    private final FlowTable flows = new FlowTable();
    /**
     * Retries not yet known to be due, ordered by due time; compares differences, because the clock may wrap around.
     */
    private final PriorityQueue<Push> retries =
            new PriorityQueue<>((one, other) -> Long.compare(one.retryAtNanos() - other.retryAtNanos(), 0));

    /** Due retries in stream order; ordered by due time, an unlucky one could be overtaken forever. */
    private final PriorityQueue<Push> due = new PriorityQueue<>(OLDEST_FIRST);
    /** Queued pushes whose flow is free, in stream order. */
    private final PriorityQueue<Push> ready = new PriorityQueue<>(OLDEST_FIRST);

    private int queued;
    private int out;
    private int retriesOut;
    private int waiting;
    private int recording;

    /** @param backoff draws the wait before each retry */
    PushQueue(Ordering ordering, Backoff backoff) {
        this.ordering = ordering;
        this.backoff = backoff;
    }

    /** Adds a push; returns false if it is queued behind an earlier open push of its flow. */
    boolean enter(Push push) {
        count(push, 1);
        if (ordering != Ordering.PER_KEY) {
            return true;
        }
        Push before = flows.put(push);
        if (before != null) {
            before.next = push;
        }
        return before == null;
    }

    /** Counts the next attempt of the push as in flight. */
    void sent(Push push, long nowNanos) {
        count(push, -1);
        push.sent(nowNanos);
        count(push, 1);
    }

    /**
     * Schedules the retry of a failed attempt after a backoff.
     *
     * @param notBefore the minimum wait that the gate asks for, or null
     * @param longestNanos the maximum wait
     */
    void backOff(Push push, @Nullable Duration notBefore, long longestNanos, long nowNanos) {
        long delay = backoff.delayNanos(push.attempt(), notBefore);
        retryAt(push, nowNanos + Math.min(delay, longestNanos));
    }

    /** Schedules a retry of the push. */
    void retryAt(Push push, long nanos) {
        count(push, -1);
        push.retryAt(nanos);
        count(push, 1);
        retries.add(push);
    }

    /** Parks the push: it stays open and is not sent again. */
    void park(Push push) {
        count(push, -1);
        push.parked();
        count(push, 1);
    }

    /** Holds the push until its evidence is durable. */
    void record(Push push) {
        count(push, -1);
        push.recording();
        count(push, 1);
    }

    /** Settles the push; the next push of its flow may then be sent. */
    void settle(Push push, TerminalOutcome outcome) {
        count(push, -1);
        push.settled(outcome);
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

    private void count(Push push, int change) {
        switch (push.state()) {
            case QUEUED -> queued += change;
            case OUT -> {
                out += change;
                retriesOut += push.attempt() > 1 ? change : 0;
            }
            case WAITING -> waiting += change;
            case RECORDING -> recording += change;
            case SETTLED -> {}
        }
    }

    /** Removes and returns the due retry that is earliest in the stream, or null. */
    @Nullable Push pollDue(long nowNanos) {
        return isDue(nowNanos) ? due.poll() : null;
    }

    /** Returns whether a retry is due. */
    boolean isDue(long nowNanos) {
        for (Push first = retries.peek();
                first != null && first.retryAtNanos() - nowNanos <= 0;
                first = retries.peek()) {
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
        return first == null ? Long.MAX_VALUE : first.retryAtNanos() - nowNanos;
    }

    /**
     * Shortens the waits of all retries after an outage. Each waits no longer than a first backoff that is drawn for it
     * alone, so that they do not all return at once.
     */
    void hurry(long nowNanos) {
        Push[] all = retries.toArray(new Push[0]);
        retries.clear();
        for (Push push : all) {
            long delay = backoff.delayNanos(1, null);
            if (push.retryAtNanos() - nowNanos > delay) {
                push.retryAt(nowNanos + delay);
            }
            retries.add(push);
        }
    }

    /** Returns the number of pushes that were never sent. */
    int queued() {
        return queued;
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

    /** Returns the number of pushes that await a reply from the sink or the evidence writer. */
    int awaited() {
        return out + recording;
    }
}
