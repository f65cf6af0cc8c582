package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.IdleGaps;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.LatenessCause;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Computes when the head of a stream may leave: never before its due time (I1), and later if the rate cap or a bounded
 * catch-up holds it. Measures how late each head left, and which cause made it late.
 *
 * <p>A head is due when simulated time reaches its event time or, with {@link PacingProfile.Stepwise}, the end of its
 * tick. A head that the cap on idle gaps makes due before that re-anchors simulated time: it jumps to the head.
 *
 * <p>The caller runs the duty cycle: it names the head, asks when the head may leave, and states the cause whenever
 * something holds it. All instants are monotonic nanoseconds. One thread.
 */
public final class Pacer {
    private static final BigInteger THOUSAND = BigInteger.valueOf(1000);

    private final LatePolicy latePolicy;
    /** The length of a tick, or 0 without ticks. */
    private final long tickMicros;

    private final GapLimit gapLimit;
    private @Nullable RateSchedule rateSchedule;
    private @Nullable RateCap rateCap;
    private final LatenessRecorder lateness = new LatenessRecorder();
    private Speedup speedup;
    private boolean started;
    private long startNanos;
    private @Nullable SimulatedTime schedule;
    /** Bounds the speed of the stream while it is behind its schedule; the object is reused. */
    private final SimulatedTime catchUp = new SimulatedTime(0, 0, BigInteger.ONE);

    private boolean catchingUp;
    private BigInteger catchUpBillionths;
    private boolean paused;
    private long pausedSinceNanos;
    private long simFloorMicros;
    private boolean hasHead;
    private long headMicros;
    /** The simulated time at which the head is due: its event time, or the end of its tick. */
    private long headSimMicros;

    private long headDueNanos;
    /** True if the head is due because of the limit on gaps, before simulated time reaches it. */
    private boolean headEndsGap;

    private boolean headBehindHorizon;
    private LatenessCause heldBy = LatenessCause.WAIT_OVERSHOOT;
    private LatenessCause stall = LatenessCause.WAIT_OVERSHOOT;

    /** @param policy the policy; the time of its rate cap counts from the first release, without pauses */
    public Pacer(PacingPolicy policy) {
        speedup = policy.speedup();
        latePolicy = policy.latePolicy();
        tickMicros = policy.profile() instanceof PacingProfile.Stepwise stepwise
                ? TimeUnit.SECONDS.toMicros(stepwise.tick().toSeconds())
                        + stepwise.tick().toNanosPart() / 1000
                : 0;
        gapLimit = new GapLimit(policy.idleGap());
        catchUpBillionths = catchUpBillionths(speedup, latePolicy);
        rateSchedule = policy.rateSchedule();
        rateCap = rateSchedule == null ? null : new RateCap(rateSchedule);
    }

    /**
     * Starts simulated time.
     *
     * @param simMicros the first anchor: the window's start if declared, else the first event (design, Time)
     */
    public void start(long simMicros, long nowNanos) {
        started = true;
        startNanos = nowNanos;
        simFloorMicros = simMicros;
        pausedSinceNanos = nowNanos;
        gapLimit.restart(nowNanos);
        schedule = speedup.isMax() ? null : new SimulatedTime(simMicros, nowNanos, speedup.billionths());
    }

    /** Returns the speed that was last requested. */
    public Speedup speedup() {
        return speedup;
    }

    /** Returns the rate cap that was last requested, or null for none. */
    public @Nullable RateSchedule rateSchedule() {
        return rateSchedule;
    }

    /** Returns the nanoseconds since the start, pauses included; 0 before it. */
    public long elapsedNanos(long nowNanos) {
        return started ? nowNanos - startNanos : 0;
    }

    /** Returns simulated time, or null before the start; at {@code max}, the time of the last release. */
    public @Nullable Instant simulatedTime(long nowNanos) {
        if (!started) {
            return null;
        }
        return schedule == null
                ? Instant.EPOCH.plus(simFloorMicros, ChronoUnit.MICROS)
                : schedule.at(paused ? pausedSinceNanos : nowNanos);
    }

    /** Returns whether simulated time is paused. */
    public boolean paused() {
        return paused;
    }

    /** Pauses simulated time. */
    public void pause(long nowNanos) {
        if (!paused) {
            settle(nowNanos);
            paused = true;
            pausedSinceNanos = nowNanos;
        }
    }

    /** Resumes simulated time; the pause does not count. */
    public void resume(long nowNanos) {
        if (paused) {
            paused = false;
            shift(nowNanos - pausedSinceNanos);
        }
    }

    /** Changes the speed from now on and recomputes the head's due time at once. */
    public void changeSpeed(Speedup other, long nowNanos) {
        long at = paused ? pausedSinceNanos : nowNanos;
        if (!paused) {
            settle(nowNanos);
        }
        speedup = other;
        catchUpBillionths = catchUpBillionths(other, latePolicy);
        if (other.isMax()) {
            schedule = null;
            catchingUp = false;
        } else if (schedule == null) {
            schedule = new SimulatedTime(simFloorMicros, at, other.billionths());
            gapLimit.restart(at);
        } else {
            schedule.changeSpeed(other.billionths(), at);
            gapLimit.endNotBefore(at);
            if (catchingUp) {
                catchUp.changeSpeed(catchUpBillionths, at);
            }
        }
        if (hasHead) {
            head(headMicros, at);
        }
    }

    /** Replaces the rate cap from now on; null for none. Its time counts from the next release. */
    public void changeRateCap(@Nullable RateSchedule other, long nowNanos) {
        if (!paused) {
            settle(nowNanos);
        }
        rateSchedule = other;
        rateCap = other == null ? null : new RateCap(other);
    }

    /**
     * Names the head; called once for each head.
     *
     * @param tsMicros the head's event time; not before that of the previous head
     */
    public void onHead(long tsMicros, long nowNanos) {
        hasHead = true;
        head(tsMicros, paused ? pausedSinceNanos : nowNanos);
    }

    private void head(long tsMicros, long atNanos) {
        headMicros = tsMicros;
        headSimMicros = tickMicros == 0 ? tsMicros : tsMicros - Math.floorMod(tsMicros, tickMicros) + tickMicros;
        headDueNanos = schedule == null ? atNanos : schedule.dueNanos(headSimMicros, atNanos);
        headEndsGap = schedule != null && gapLimit.isExceededAt(headDueNanos);
        if (headEndsGap) {
            headDueNanos = gapLimit.endNanos();
        }
        headBehindHorizon = headDueNanos - atNanos == SimulatedTime.HORIZON_NANOS;
        lateness.onHead(headDueNanos);
        // The cause that delayed the stream before this head delayed this head too.
        lateness.charge(heldBy, atNanos);
        heldBy = LatenessCause.WAIT_OVERSHOOT;
    }

    /**
     * Returns the first instant, from now on, at which time permits the head to leave. Not to be called while paused.
     */
    public long releaseNanos(long nowNanos) {
        if (schedule != null && headBehindHorizon && headDueNanos - nowNanos <= 0) {
            head(headMicros, nowNanos);
        }
        long due = headDueNanos;
        if (catchingUp) {
            due = later(due, catchUpNanos(nowNanos));
        }
        return due - nowNanos > 0 || rateCap == null ? due : rateCap.allowedNanos(nowNanos);
    }

    /**
     * Reports that the head, or the lack of one, is not released now, and why. Time until the next call is charged to
     * the cause as far as it makes the head late.
     *
     * @param cause the cause; {@link LatenessCause#WAIT_OVERSHOOT} if the head is merely not due yet
     */
    public void hold(LatenessCause cause, long nowNanos) {
        if (!paused) {
            settle(nowNanos);
            heldBy = cause;
        }
    }

    /**
     * Returns the cause to report when {@link #releaseNanos} is in the future: the cap, a catch-up, or only that the
     * head is not due.
     */
    public LatenessCause waitCause(long nowNanos) {
        if (headDueNanos - nowNanos > 0) {
            return LatenessCause.WAIT_OVERSHOOT;
        }
        return catchingUp && catchUpNanos(nowNanos) - nowNanos > 0 ? stall : LatenessCause.RATE_CAP;
    }

    /** Returns whether the head exceeds the lateness limit of the policy. */
    public boolean tooLate(long nowNanos) {
        return latePolicy instanceof LatePolicy.Halt halt
                && schedule != null
                && hasHead
                && !paused
                && nowNanos - headDueNanos > halt.maxLateness().toNanos();
    }

    /**
     * Releases the head now.
     *
     * @return its lateness in nanoseconds; 0 at {@code max}
     */
    public long release(long nowNanos) {
        settle(nowNanos);
        hasHead = false;
        simFloorMicros = Math.max(simFloorMicros, headMicros);
        if (rateCap != null) {
            rateCap.take(nowNanos);
        }
        gapLimit.restart(nowNanos);
        if (schedule == null) {
            return 0;
        }
        long late = lateness.headNanos();
        lateness.onRelease();
        if (latePolicy instanceof LatePolicy.Coupled) {
            schedule.shift(heldByTheDoorNanos());
        } else if (latePolicy instanceof LatePolicy.CatchUp) {
            keepUp(late > lateness.chargedNanos(LatenessCause.WAIT_OVERSHOOT), nowNanos);
        }
        // If the next head is late at all, it is late by the main cause of this one.
        stall = lateness.mainCause();
        heldBy = stall;
        return late;
    }

    /** Returns the simulated time at which the head is due; equal for heads that are due together. */
    public long headSimMicros() {
        return headSimMicros;
    }

    /** Releases the head although time is paused: simulated time, if it has not reached the head, moves to it. */
    public void step() {
        hasHead = false;
        simFloorMicros = Math.max(simFloorMicros, headMicros);
        gapLimit.restart(pausedSinceNanos);
        if (schedule == null) {
            return;
        }
        if (headEndsGap || headDueNanos - pausedSinceNanos > 0) {
            schedule.restart(headSimMicros, pausedSinceNanos, speedup.billionths());
        } else if (latePolicy instanceof LatePolicy.Coupled) {
            schedule.shift(heldByTheDoorNanos());
        }
        if (catchingUp) {
            catchUp.restart(headSimMicros, pausedSinceNanos, catchUpBillionths);
        }
        heldBy = LatenessCause.WAIT_OVERSHOOT;
    }

    /** Returns the gaps that were shortened so far. */
    public IdleGaps idleGaps() {
        return gapLimit.shortened();
    }

    /** Returns the lateness so far. */
    public Lateness lateness() {
        return lateness.lateness();
    }

    private void keepUp(boolean held, long nowNanos) {
        if (catchingUp) {
            long bound = catchUp.dueNanos(headSimMicros, nowNanos);
            catchingUp = bound - headDueNanos > 0;
            if (catchingUp && bound - nowNanos <= 0) {
                catchUp.shift(nowNanos - bound);
                return;
            }
        }
        // A head that left before the bound ended a gap that the limit shortened: the rest of the gap is not owed.
        if (catchingUp || held) {
            catchingUp = true;
            catchUp.restart(headSimMicros, nowNanos, catchUpBillionths);
        }
    }

    /** Returns when the bounded catch-up permits the head to leave: never later than the limit on gaps. */
    private long catchUpNanos(long nowNanos) {
        long bound = catchUp.dueNanos(headSimMicros, nowNanos);
        return gapLimit.isExceededAt(bound) ? gapLimit.endNanos() : bound;
    }

    private static BigInteger catchUpBillionths(Speedup speedup, LatePolicy latePolicy) {
        if (speedup.isMax() || !(latePolicy instanceof LatePolicy.CatchUp bounded)) {
            return BigInteger.ONE;
        }
        return speedup.billionths()
                .multiply(bounded.factor().movePointRight(3).toBigIntegerExact())
                .divide(THOUSAND);
    }

    /**
     * Returns the time that the coupled policy adds to the anchor. A late wake-up or a late row is not part of it: the
     * schedule makes up for these.
     */
    private long heldByTheDoorNanos() {
        return lateness.chargedNanos(LatenessCause.WINDOW_FULL)
                + lateness.chargedNanos(LatenessCause.RETRY)
                + lateness.chargedNanos(LatenessCause.RATE_CAP);
    }

    private void settle(long nowNanos) {
        if (hasHead) {
            lateness.charge(heldBy, nowNanos);
            if (headEndsGap && schedule != null && headDueNanos - nowNanos <= 0) {
                headEndsGap = false;
                gapLimit.onShortened(schedule.dueNanos(headSimMicros, headDueNanos));
                schedule.restart(headSimMicros, headDueNanos, speedup.billionths());
            }
        }
    }

    private void shift(long nanos) {
        if (schedule != null) {
            schedule.shift(nanos);
        }
        catchUp.shift(nanos);
        gapLimit.shift(nanos);
        if (rateCap != null) {
            rateCap.shift(nanos);
        }
        if (hasHead) {
            headDueNanos += nanos;
            lateness.shiftHead(nanos);
        }
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
