package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.ControlJournal;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Lets the host control a run. Posts each action to the lane's mailbox. Thread-safe. */
final class LaneControl implements RunControl {
    private final RunId runId;
    private final Supplier<RunProgress> progress;
    private final Consumer<LongConsumer> lane;
    private final LaneCommands commands;
    private final AtomicLong asked = new AtomicLong();
    /** Those that the lane has not taken in yet. */
    private final Map<Long, CompletableFuture<ControlAnswer>> unanswered = new ConcurrentHashMap<>();

    private volatile boolean ended;

    /**
     * @param progress supplies the latest progress; thread-safe
     * @param lane runs a step on the lane's thread
     * @param commands handles the actions, on the lane's thread
     */
    LaneControl(RunId runId, Supplier<RunProgress> progress, Consumer<LongConsumer> lane, LaneCommands commands) {
        this.runId = runId;
        this.progress = progress;
        this.lane = lane;
        this.commands = commands;
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
    public ControlJournal journal() {
        return commands.journal();
    }

    @Override
    public CompletionStage<ControlAnswer> apply(ControlAction action) {
        Objects.requireNonNull(action);
        CompletableFuture<ControlAnswer> future = new CompletableFuture<>();
        long number = asked.incrementAndGet();
        unanswered.put(number, future);
        lane.accept(now -> {
            CompletableFuture<ControlAnswer> asked = unanswered.remove(number);
            if (asked != null) {
                commands.handle(action, null, now, asked::complete);
            }
        });
        if (ended) {
            refuse(number);
        }
        return future.minimalCompletionStage();
    }

    @Override
    public void pause() {
        post(new ControlAction.Pause());
    }

    @Override
    public void resume() {
        post(new ControlAction.Resume());
    }

    @Override
    public void changeSpeed(Speedup speedup) {
        post(new ControlAction.Speed(speedup.toString()));
    }

    @Override
    public void stop() {
        post(new ControlAction.Stop());
    }

    /** Refuses what has no answer yet. Called on the lane's thread once it has ended. */
    void onEnded() {
        ended = true;
        commands.onEnded();
        unanswered.keySet().forEach(this::refuse);
    }

    private void post(ControlAction action) {
        lane.accept(now -> commands.handle(action, null, now, answer -> {}));
    }

    private void refuse(long number) {
        CompletableFuture<ControlAnswer> future = unanswered.remove(number);
        if (future != null) {
            future.complete(new ControlAnswer.Refused(ReasonCode.CONTROL_REFUSED, "run " + runId + " has ended"));
        }
    }
}
