package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.lease.LeaseSession;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import java.math.BigDecimal;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a run allows a control action, and puts it into effect. Confined to the lane's thread. */
final class LaneActions {
    private final LaneStage stage;
    private final RunEnding ending;
    private final RunPosition position;
    private final Pacer pacer;
    private final RunReporter reporter;
    private final Runnable stop;
    /** PAUSED or HELD while the operator holds the run, also before the stream starts; else null. */
    private @Nullable LaneState holding;

    /** @param stop stops the run */
    LaneActions(
            LaneStage stage, RunEnding ending, RunPosition position, Pacer pacer, RunReporter reporter, Runnable stop) {
        this.stage = stage;
        this.ending = ending;
        this.stop = stop;
        this.position = position;
        this.pacer = pacer;
        this.reporter = reporter;
    }

    /** Returns the state in which the stream starts. */
    LaneState firstState() {
        return holding == null ? LaneState.STREAMING : holding;
    }

    /**
     * Decides about an action, and changes nothing.
     *
     * @param commanded whether a control source asks for it, which needs a run that this host holds
     */
    Decision decide(ControlAction action, boolean commanded, long nowNanos) {
        LeaseSession session = stage.session();
        if (commanded && (session == null || session.lost(nowNanos))) {
            return elsewhere(
                    session == null ? "it waits for the lease, which another host may hold" : "it lost the lease");
        }
        if (action instanceof ControlAction.Stop) {
            return ending.decidedForGood() ? refused("is already ending") : new Effective(now -> stop.run());
        }
        if (stage.state().releasesNothingMore()) {
            return refused("has no event left to release, or is ending");
        }
        if (action instanceof ControlAction.Pause) {
            return holding == LaneState.HELD
                    ? refused("is drained, which holds it already; resume ends that")
                    : new Effective(now -> hold(LaneState.PAUSED, now));
        }
        if (action instanceof ControlAction.Drain) {
            return new Effective(now -> hold(LaneState.HELD, now));
        }
        if (action instanceof ControlAction.Resume) {
            return new Effective(this::resume);
        }
        if (action instanceof ControlAction.Speed speed) {
            return allowed(() -> Speedup.of(speed.speedup()), pacer::changeSpeed);
        }
        if (action instanceof ControlAction.Cap cap) {
            BigDecimal rate = cap.eventsPerSecond();
            return rate == null
                    ? new Effective(now -> pacer.changeRateCap(null, now))
                    : allowed(() -> RateSchedule.constant(rate), pacer::changeRateCap);
        }
        return step(action);
    }

    private Decision step(ControlAction action) {
        if (action instanceof ControlAction.Step step
                && (step.events() < 1 || step.events() > ControlAction.MOST_STEP_EVENTS)) {
            return invalid("a step is 1 to " + ControlAction.MOST_STEP_EVENTS + " events, not " + step.events());
        }
        RunStream stream = position.stream();
        if (holding == LaneState.HELD) {
            return refused("is drained and cannot be stepped; resume it, and pause it instead");
        }
        if (holding == null) {
            return refused("is not paused, and only a paused run can be stepped; pause it first");
        }
        if (stream == null) {
            return refused("has not started to stream yet; step it once it has");
        }
        if (stream.steps().open()) {
            return refused("has not finished its last step; the gate holds the next event, or it is still being read");
        }
        return new Effective(now -> {
            if (action instanceof ControlAction.Step step) {
                stream.steps().grant(step.events());
            } else {
                stream.steps().grantInstant();
            }
        });
    }

    private void hold(LaneState held, long now) {
        boolean first = holding == null;
        if (holding != held) {
            holding = held;
            pacer.pause(now);
            enter(held);
        }
        if (first) {
            reporter.onPaused();
        }
    }

    private void resume(long now) {
        if (holding != null) {
            holding = null;
            pacer.resume(now);
            enter(LaneState.STREAMING);
            reporter.onResumed();
        }
    }

    /** Changes the lane's state, if its stream has started. */
    private void enter(LaneState next) {
        RunStream stream = position.stream();
        if (stream != null) {
            stream.steps().close();
            position.paused(next != LaneState.STREAMING);
            stage.become(next);
            stage.held().mark();
        }
    }

    /** Returns the run that the lane streams. */
    RunId runId() {
        return position.ready().runId();
    }

    private Decision refused(String why) {
        return new Refusal(new ControlAnswer.Refused(ReasonCode.CONTROL_REFUSED, "run " + runId() + " " + why));
    }

    private Decision elsewhere(String why) {
        return new Refusal(new ControlAnswer.Refused(
                ReasonCode.CONTROL_RUN_UNKNOWN, "this host does not hold run " + runId() + ": " + why));
    }

    private static Decision invalid(String why) {
        return new Refusal(new ControlAnswer.Refused(ReasonCode.CONTROL_INVALID, why));
    }

    private static <T> Decision allowed(Supplier<T> value, Change<T> change) {
        T read;
        try {
            read = value.get();
        } catch (IllegalArgumentException e) {
            return invalid(String.valueOf(e.getMessage()));
        }
        return new Effective(now -> change.to(read, now));
    }

    /** A decision about an action. */
    sealed interface Decision {}

    /**
     * The action is allowed.
     *
     * @param effect has its effect, at the time that it is given
     */
    record Effective(LongConsumer effect) implements Decision {}

    /** The action is not allowed. */
    record Refusal(ControlAnswer.Refused answer) implements Decision {}

    /** Changes a value at a time. */
    private interface Change<T> {
        void to(T value, long nowNanos);
    }
}
