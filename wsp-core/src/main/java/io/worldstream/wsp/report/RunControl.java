package io.worldstream.wsp.report;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;

/**
 * A host's hold on one run. Any thread may call it; nothing here blocks. A command takes effect at the engine's next turn;
 * one for a run that has ended does nothing.
 */
public interface RunControl {
    /** The run. */
    RunId runId();

    /** Where the run stands. */
    RunProgress progress();

    /** Holds simulated time. What is in flight is finished and retried; nothing new leaves. */
    void pause();

    /** Lets simulated time go on from where {@link #pause} held it: what was paused does not become a burst. */
    void resume();

    /**
     * Changes the speed from now on; the event that waits is recomputed at once.
     *
     * @param speed the new speed
     */
    void changeSpeed(Speedup speed);
}
