package io.worldstream.wsp.report;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;

/**
 * Controls one run. Any thread may call it; no method blocks. A command takes effect in the engine's next duty cycle;
 * it has no effect on a run that has ended.
 */
public interface RunControl {
    /** Returns the run's id. */
    RunId runId();

    /** Returns the run's progress. */
    RunProgress progress();

    /** Stops simulated time. Events in flight are completed and retried; no new event leaves. */
    void pause();

    /** Restarts simulated time from where {@link #pause} stopped it; the pause is not followed by a burst. */
    void resume();

    /**
     * Changes the speed from now on and recomputes the due time of the next event at once.
     *
     * @param speed the new speed
     */
    void changeSpeed(Speedup speed);
}
