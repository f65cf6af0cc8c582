package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.LatenessCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Splits the head's lateness by cause: time after its due time is charged to the cause that held it during that time.
 * One thread.
 */
final class LatenessRecorder {
    private final LatencyHistogram total = new LatencyHistogram();
    private final Map<LatenessCause, Share> shares = new EnumMap<>(LatenessCause.class);
    /** The same shares in the order of the causes, for iteration without garbage. */
    private final Share[] inOrder;

    private long headNanos;
    private long chargedUntilNanos;

    LatenessRecorder() {
        for (LatenessCause cause : LatenessCause.values()) {
            shares.put(cause, new Share(cause));
        }
        inOrder = shares.values().toArray(new Share[0]);
    }

    /** Starts a new head with nothing charged. */
    void onHead(long dueNanos) {
        for (Share share : inOrder) {
            share.headNanos = 0;
        }
        headNanos = 0;
        chargedUntilNanos = dueNanos;
    }

    /** Charges the time since the last charge, as far as it is after the head's due time. */
    void charge(LatenessCause cause, long nowNanos) {
        long late = nowNanos - chargedUntilNanos;
        if (late > 0) {
            share(cause).headNanos += late;
            headNanos += late;
            chargedUntilNanos = nowNanos;
        }
    }

    /** Excludes time that does not count, such as a pause: the head is as late as before. */
    void shiftHead(long nanos) {
        chargedUntilNanos += nanos;
    }

    /** Returns the part of the head's lateness that a cause has been charged with. */
    long chargedNanos(LatenessCause cause) {
        return share(cause).headNanos;
    }

    /** Returns the head's lateness. */
    long headNanos() {
        return headNanos;
    }

    /**
     * Returns the cause with the largest share of the head's lateness; if several are equal or the head is not late,
     * the one declared first.
     */
    LatenessCause mainCause() {
        Share most = inOrder[0];
        for (Share share : inOrder) {
            most = share.headNanos > most.headNanos ? share : most;
        }
        return most.cause;
    }

    /** Records the head's lateness when it leaves. */
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
        return Lateness.of(total.distribution(), distributions);
    }

    private Share share(LatenessCause cause) {
        return Objects.requireNonNull(shares.get(cause));
    }

    /** The lateness that one cause is charged with: for the head so far, and for all events that have left. */
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
