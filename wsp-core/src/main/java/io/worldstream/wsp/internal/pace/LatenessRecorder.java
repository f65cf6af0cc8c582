package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.Lateness;
import io.worldstream.wsp.LatenessCause;
import java.util.EnumMap;
import java.util.Map;

/**
 * Splits the head's lateness by cause: whatever passes after its due time is charged to what held it during that time. One
 * thread.
 */
final class LatenessRecorder {
    private final LatencyHistogram total = new LatencyHistogram();
    private final Map<LatenessCause, LatencyHistogram> byCause = new EnumMap<>(LatenessCause.class);
    private final Map<LatenessCause, Long> ofHead = new EnumMap<>(LatenessCause.class);
    private long chargedUntilNanos;

    /** A new head, of whose lateness nothing is charged yet. */
    void onHead(long dueNanos) {
        ofHead.clear();
        chargedUntilNanos = dueNanos;
    }

    /** Charges what passed since the last charge, after the head's due time. */
    void charge(LatenessCause cause, long nowNanos) {
        long late = nowNanos - chargedUntilNanos;
        if (late > 0) {
            ofHead.merge(cause, late, Long::sum);
            chargedUntilNanos = nowNanos;
        }
    }

    /** Time that did not count has passed: the head is as late as it was. */
    void shiftHead(long nanos) {
        chargedUntilNanos += nanos;
    }

    /** How much of the head's lateness is due to a cause. */
    long chargedNanos(LatenessCause cause) {
        return ofHead.getOrDefault(cause, 0L);
    }

    /** How late the head is. */
    long headNanos() {
        return ofHead.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The head has left. */
    void onRelease() {
        total.record(headNanos());
        ofHead.forEach((cause, nanos) ->
                byCause.computeIfAbsent(cause, c -> new LatencyHistogram()).record(nanos));
    }

    Lateness lateness() {
        Map<LatenessCause, Lateness.Distribution> distributions = new EnumMap<>(LatenessCause.class);
        byCause.forEach((cause, histogram) -> distributions.put(cause, histogram.distribution()));
        return new Lateness(total.distribution(), distributions);
    }
}
