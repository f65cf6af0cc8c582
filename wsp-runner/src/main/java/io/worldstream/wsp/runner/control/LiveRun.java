package io.worldstream.wsp.runner.control;

import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.report.RunProgress;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The state of a run at its host now, in words.
 *
 * @param phase such as {@code paused}; {@code draining} or {@code drained} for a run that is held after a drain
 * @param speed the speedup that was last requested
 * @param cap the rate cap in events per second, several if it changes while the run streams, or {@code none}
 * @param inFlight the envelopes in flight and waiting for a retry
 */
public record LiveRun(String phase, String speed, String cap, int inFlight) {
    static LiveRun of(RunProgress progress) {
        int open = progress.inFlight() + progress.retrying();
        String phase = progress.phase() == RunProgress.Phase.HELD
                ? (open > 0 ? "draining" : "drained")
                : progress.phase() == RunProgress.Phase.DRAINING
                        ? "ending"
                        : progress.phase().name().toLowerCase(Locale.ROOT);
        RateSchedule cap = progress.rateCap();
        String words = cap == null
                ? "none"
                : cap.segments().stream()
                        .map(segment -> segment.eventsPerSecond().toPlainString())
                        .collect(Collectors.joining(", then "));
        return new LiveRun(phase, progress.speed().toString(), words, open);
    }

    /** Returns the state as text for people. */
    @Override
    public String toString() {
        return phase + ", speed " + speed + ", cap " + cap + ", " + inFlight + " in flight";
    }
}
