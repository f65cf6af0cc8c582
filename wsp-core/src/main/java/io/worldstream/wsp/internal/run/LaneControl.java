package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A run's pace in the hands of its host: each command becomes a step of the lane. Safe from any thread. */
final class LaneControl implements RunControl {
    private final RunId runId;
    private final Supplier<RunProgress> progress;
    private final Consumer<LongConsumer> lane;
    private final Pacer pacer;
    private final Consumer<Boolean> paused;

    /**
     * @param progress safe from any thread
     * @param lane takes a step to the lane's thread
     * @param pacer the lane's
     * @param paused hears, on the lane's thread, whether the run is to pause
     */
    LaneControl(
            RunId runId,
            Supplier<RunProgress> progress,
            Consumer<LongConsumer> lane,
            Pacer pacer,
            Consumer<Boolean> paused) {
        this.runId = runId;
        this.progress = progress;
        this.lane = lane;
        this.pacer = pacer;
        this.paused = paused;
    }

    @Override
    public RunId runId() {
        return runId;
    }

    @Override
    public RunProgress progress() {
        return progress.get();
    }

    @Override
    public void pause() {
        lane.accept(now -> {
            pacer.pause(now);
            paused.accept(true);
        });
    }

    @Override
    public void resume() {
        lane.accept(now -> {
            pacer.resume(now);
            paused.accept(false);
        });
    }

    @Override
    public void changeSpeed(Speedup speedup) {
        Objects.requireNonNull(speedup);
        lane.accept(now -> pacer.changeSpeed(speedup, now));
    }
}
