package io.worldstream.wsp.report;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;
import java.util.concurrent.CompletionStage;

/**
 * Controls one run. Any thread may call it; no method blocks. A command takes effect in the engine's next duty cycle,
 * or once it is on record if the producer has an audit sink; one that cannot be recorded does not take effect. It has no
 * effect on a run that has ended. Implemented by the producer only: later versions may add methods.
 */
public interface RunControl {
    /** Returns the run's id. */
    RunId runId();

    /** Returns the run's progress. */
    RunProgress progress();

    /** Returns the actions that took effect since this host took up the run. */
    ControlJournal journal();

    /**
     * Applies an action, and tells whether it is in effect. The other methods are the same without the answer.
     *
     * @param action the action; each states when it is refused
     * @return the answer; {@link ControlAnswer.Refused} as well if the run ends first. Completed on the engine's thread:
     *     what depends on it must not block
     */
    CompletionStage<ControlAnswer> apply(ControlAction action);

    /**
     * Stops simulated time. Events in flight are completed and retried; no new event leaves. The run keeps its lease and
     * its place among {@link WorldStreamProducer.Builder#maxRuns}, so that {@link #resume} takes effect at once; for a
     * long interruption, {@link #stop} it instead.
     */
    void pause();

    /** Restarts simulated time from where {@link #pause} stopped it; the pause is not followed by a burst. */
    void resume();

    /**
     * Changes the speed from now on and recomputes the due time of the next event at once.
     *
     * @param speed the new speed
     */
    void changeSpeed(Speedup speed);

    /**
     * Stops this run as {@link WorldStreamProducer#close} stops all of them; other runs continue. No new event leaves.
     * Once the events in flight are answered, the run's position is saved, its lease is released, and {@link
     * StreamListener#onStopped} is called. The run gets no summary, its saved state stays unfinished, and its READY
     * stays unsettled on the bus. A run that is already ending for another reason ends for that reason.
     *
     * <p>After {@code onStopped}, the run continues from its saved position when {@link
     * WorldStreamProducer#resumeHalted} is called, when its READY is published again, or, if the producer has
     * checkpoints, when the next producer starts. {@link #resume} does not continue it: that ends a pause.
     */
    void stop();
}
