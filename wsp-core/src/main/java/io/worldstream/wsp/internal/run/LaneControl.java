package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the host control a run. Posts each command to the lane's mailbox. Thread-safe. */
final class LaneControl implements RunControl {
    private final RunId runId;
    private final Supplier<RunProgress> progress;
    private final Consumer<LongConsumer> lane;
    private final RunAudit audit;
    private final Pacer pacer;
    private final Consumer<Boolean> paused;
    private final Runnable stop;

    /**
     * @param progress supplies the latest progress; thread-safe
     * @param lane runs a step on the lane's thread
     * @param audit records each command that changes the run, before it does
     * @param pacer the lane's pacer
     * @param stop stops the run; called on the lane's thread
     * @param paused called on the lane's thread with true when the pacer was paused, false when it was resumed
     */
    LaneControl(
            RunId runId,
            Supplier<RunProgress> progress,
            Consumer<LongConsumer> lane,
            RunAudit audit,
            Pacer pacer,
            Consumer<Boolean> paused,
            Runnable stop) {
        this.runId = runId;
        this.progress = progress;
        this.lane = lane;
        this.audit = audit;
        this.pacer = pacer;
        this.paused = paused;
        this.stop = stop;
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
        command(() -> pacer.paused() ? null : audit.entry(AuditKind.PAUSED), now -> {
            boolean before = pacer.paused();
            pacer.pause(now);
            if (!before) {
                paused.accept(true);
            }
        });
    }

    @Override
    public void resume() {
        command(() -> pacer.paused() ? audit.entry(AuditKind.RESUMED) : null, now -> {
            boolean before = pacer.paused();
            pacer.resume(now);
            if (before) {
                paused.accept(false);
            }
        });
    }

    @Override
    public void changeSpeed(Speedup speedup) {
        Objects.requireNonNull(speedup);
        command(() -> speedChange(speedup), now -> pacer.changeSpeed(speedup, now));
    }

    private AuditEntry.@Nullable Builder speedChange(Speedup speedup) {
        return speedup.equals(pacer.speedup())
                ? null
                : audit.entry(AuditKind.SPEED_CHANGED)
                        .detail("from", pacer.speedup().toString())
                        .detail("to", speedup.toString());
    }

    /** Carries out a command of the host once it is on record. */
    private void command(Supplier<AuditEntry.@Nullable Builder> entry, LongConsumer act) {
        audit.command(entry, act, failure -> {});
    }

    @Override
    public void stop() {
        lane.accept(now -> stop.run());
    }
}
