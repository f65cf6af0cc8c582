package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.Speedup;
import java.math.BigInteger;

/**
 * The latest simulated time that a stream can have reached, computed from the definition and independently of the
 * engine (I1; design, Time). It is anchored at the start of the stream, and changed only by speed, pause and resume,
 * and by the limit on gaps, as if each event left as soon as it is due. A delay that a late policy adds to the anchor
 * only makes the stream later. One thread.
 */
final class SimPace {
    private static final BigInteger ATTOS_PER_MICRO = BigInteger.valueOf(1_000_000_000_000L);

    private final SimWorld world;
    /** The length of a tick, or 0 without ticks. */
    private final long tickMicros;
    /** The longest gap, or 0 without a limit. */
    private final long gapNanos;

    private final boolean releasedMayWait;
    private Speedup speed;
    /** Set when the released time is unknown: it cannot be observed at speed max if released events may wait. */
    private boolean unknown;

    private boolean paused;
    private boolean started;
    private BigInteger simAttos = BigInteger.ZERO;
    private long anchorNanos;
    private BigInteger lastAttos = BigInteger.ZERO;
    /** The first event that cannot have left yet, and the earliest instant at which the one before it can have left. */
    private int head;

    /** The event behind the last one that was pushed. */
    private int next;

    private long gapFromNanos;
    /** The events that may still leave in the pause. */
    private long steps;

    private boolean leftInPause;

    /**
     * @param releasedMayWait whether an event may be pushed some time after its release, because its flow is in flight
     */
    SimPace(SimWorld world, SimOptions.Pacing pacing, boolean releasedMayWait) {
        this.world = world;
        speed = pacing.speed();
        tickMicros = pacing.profile() instanceof PacingProfile.Stepwise stepwise
                ? stepwise.tick().toNanos() / 1000
                : 0;
        gapNanos = pacing.idleGap() instanceof IdleGap.Cap cap ? cap.longest().toNanos() : 0;
        this.releasedMayWait = releasedMayWait;
    }

    /** Starts a stream, now at the earliest; its time is at its cursor, or at the first event. */
    void start(int first, long nowNanos) {
        if (first == 0 && tickMicros == 0 && gapNanos == 0) {
            // The first push tells more exactly when the stream started.
            return;
        }
        begin(world.event(Math.max(first - 1, 0)).tsMicros(), first, nowNanos);
    }

    private void begin(long tsMicros, int first, long nowNanos) {
        started = true;
        simAttos = attos(tsMicros);
        lastAttos = simAttos;
        anchorNanos = nowNanos;
        head = first;
        next = first;
        gapFromNanos = nowNanos;
    }

    /** Marks the stream's initial time as unknown. */
    void isNotKnown() {
        unknown = true;
    }

    /** Returns whether the last push was made in a pause, beyond the steps that were asked for. */
    boolean leftInPause() {
        return leftInPause;
    }

    /** Called on the first push of an event; returns whether it was due. */
    boolean onPush(int place, long nowNanos) {
        long tsMicros = world.event(place).tsMicros();
        if (!started) {
            begin(tsMicros, place, nowNanos);
        }
        moveTo(nowNanos);
        leftInPause = paused && steps == 0;
        if (paused && steps > 0) {
            steps--;
            simAttos = dueAttos(place).max(simAttos);
            head = Math.max(head, place + 1);
            gapFromNanos = anchorNanos;
        }
        lastAttos = attos(tsMicros).max(lastAttos);
        next = Math.max(next, place + 1);
        return unknown || speed.isMax() || dueAttos(place).compareTo(simAttos) <= 0;
    }

    /** Called when an action on the stream takes effect. */
    void obey(ControlAction action, long nowNanos) {
        if (action instanceof ControlAction.Pause) {
            pause(nowNanos);
        } else if (action instanceof ControlAction.Resume) {
            resume(nowNanos);
        } else if (action instanceof ControlAction.Drain) {
            drain(nowNanos);
        } else if (action instanceof ControlAction.Speed speed) {
            changeSpeed(Speedup.of(speed.speedup()), nowNanos);
        } else if (action instanceof ControlAction.Step step) {
            step(step.events());
        } else if (action instanceof ControlAction.StepInstant) {
            throw new IllegalArgumentException(
                    "the simulator does not compute which events a step of an instant lets leave");
        }
    }

    private void pause(long nowNanos) {
        if (!paused) {
            moveTo(nowNanos);
            paused = true;
        }
    }

    /** Completes what is in flight, and holds. */
    private void drain(long nowNanos) {
        pause(nowNanos);
        steps = 0;
    }

    /** Lets further events leave in the pause. */
    private void step(long events) {
        steps += events;
        unknown |= releasedMayWait;
    }

    private void resume(long nowNanos) {
        steps = 0;
        if (paused) {
            gapFromNanos += nowNanos - anchorNanos;
            anchorNanos = nowNanos;
            paused = false;
        }
    }

    private void changeSpeed(Speedup other, long nowNanos) {
        long at = paused ? anchorNanos : nowNanos;
        moveTo(at);
        if (speed.isMax()) {
            // Time is back at the last event that left, though others might have left since.
            simAttos = lastAttos;
            head = next;
            gapFromNanos = at;
            unknown |= releasedMayWait;
        }
        speed = other;
    }

    /** Moves simulated time to an instant; on the way, each event leaves as soon as it may. */
    private void moveTo(long nowNanos) {
        if (!paused && started && !speed.isMax()) {
            while (gapNanos > 0 && head < world.size() && leaves(nowNanos)) {
                head++;
            }
            simAttos = simAt(nowNanos);
        }
        if (!paused) {
            anchorNanos = nowNanos;
        }
    }

    /** Lets the head leave at its earliest instant, if that has come. */
    private boolean leaves(long nowNanos) {
        BigInteger due = dueAttos(head);
        long gapEnd = gapFromNanos + gapNanos;
        if (simAt(gapEnd).compareTo(due) < 0) {
            if (gapEnd > nowNanos) {
                return false;
            }
            simAttos = due;
            anchorNanos = gapEnd;
            gapFromNanos = gapEnd;
            return true;
        }
        BigInteger[] wait = due.subtract(simAttos).divideAndRemainder(speed.billionths());
        long dueNanos = anchorNanos
                + wait[0].add(BigInteger.valueOf(wait[1].signum()))
                        .max(BigInteger.ZERO)
                        .longValueExact();
        if (dueNanos > nowNanos) {
            return false;
        }
        gapFromNanos = Math.max(gapFromNanos, dueNanos);
        return true;
    }

    private BigInteger simAt(long nanos) {
        return simAttos.add(speed.billionths().multiply(BigInteger.valueOf(nanos - anchorNanos)));
    }

    private BigInteger dueAttos(int place) {
        long ts = world.event(place).tsMicros();
        return attos(tickMicros == 0 ? ts : Math.floorDiv(ts, tickMicros) * tickMicros + tickMicros);
    }

    private static BigInteger attos(long micros) {
        return BigInteger.valueOf(micros).multiply(ATTOS_PER_MICRO);
    }
}
