package io.worldstream.wsp.report;

import java.time.Duration;

/**
 * The gaps between events that {@link io.worldstream.wsp.policy.IdleGap.Cap} shortened since this host started to stream
 * the run. Each is a re-anchor: simulated time jumped to the event that ended the gap.
 *
 * @param count the number of gaps
 * @param skipped the wall time by which they were shortened in total; bounded at about 292 years
 */
public record IdleGaps(long count, Duration skipped) {
    /** No gap was shortened. */
    public static final IdleGaps NONE = new IdleGaps(0, Duration.ZERO);
}
