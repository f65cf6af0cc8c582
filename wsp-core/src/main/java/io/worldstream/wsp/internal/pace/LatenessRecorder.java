package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.LatenessCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Splits the head's lateness by cause: whatever passes after its due time is charged to what held it during that time. One
 * thread.
 */
final class LatenessRecorder {
    private final LatencyHistogram total = new LatencyHistogram();
    private final Map<LatenessCause, Share> shares = new EnumMap<>(LatenessCause.class);
    /** The same, in the order of the causes: going over it makes no garbage. */
    private final Share[] inOrder;

    private long headNanos;
    private long chargedUntilNanos;

    LatenessRecorder() {
        for (LatenessCause cause : LatenessCause.values()) {
            shares.put(cause, new Share(cause));
        }
        inOrder = shares.values().toArray(new Share[0]);
    }

    /** A new head, of whose lateness nothing is charged yet. */
    void onHead(long dueNanos) {
        for (Share share : inOrder) {
            share.headNanos = 0;
        }
        headNanos = 0;
        chargedUntilNanos = dueNanos;
    }

    /** Charges what passed since the last charge, after the head's due time. */
    void charge(LatenessCause cause, long nowNanos) {
        long late = nowNanos - chargedUntilNanos;
        if (late > 0) {
            share(cause).headNanos += late;
            headNanos += late;
            chargedUntilNanos = nowNanos;
        }
    }

    /** Time that did not count has passed: the head is as late as it was. */
    void shiftHead(long nanos) {
        chargedUntilNanos += nanos;
    }

    /** How much of the head's lateness is due to a cause. */
    long chargedNanos(LatenessCause cause) {
        return share(cause).headNanos;
    }

    /** How late the head is. */
    long headNanos() {
        return headNanos;
    }

    /** What made the head late most; of equals, and where it is not late, the one that is declared first. */
    LatenessCause mainCause() {
        Share most = inOrder[0];
        for (Share share : inOrder) {
            most = share.headNanos > most.headNanos ? share : most;
        }
        return most.cause;
    }

    /** The head has left. */
    void onRelease() {
        total.record(headNanos);
        for (Share share : inOrder) {
            share.onRelease();
        }
    }

    Lateness lateness() {
        Map<LatenessCause, Lateness.Distribution> distributions = new EnumMap<>(LatenessCause.class);
        for (Share share : inOrder) {
            if (share.histogram != null) {
                distributions.put(share.cause, share.histogram.distribution());
            }
        }
        return new Lateness(total.distribution(), distributions);
    }

    private Share share(LatenessCause cause) {
        return Objects.requireNonNull(shares.get(cause));
    }

    /** What one cause did: to the head so far, and to all that have left. */
    private static final class Share {
        private final LatenessCause cause;
        private long headNanos;
        private @Nullable LatencyHistogram histogram;

        Share(LatenessCause cause) {
            this.cause = cause;
        }

        void onRelease() {
            if (headNanos > 0) {
                if (histogram == null) {
                    histogram = new LatencyHistogram();
                }
                histogram.record(headNanos);
            }
        }
    }
}
