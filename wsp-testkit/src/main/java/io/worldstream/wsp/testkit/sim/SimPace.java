package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.Speedup;
import java.math.BigInteger;

/**
 * The latest simulated time that a stream can have reached, computed from the definition and independently of the
 * engine: anchored at the first push, and changed only by speed, pause and resume (I1; design, Time). A delay that a
 * late policy adds to the anchor only makes the stream later. One thread.
 */
final class SimPace {
    private static final BigInteger ATTOS_PER_MICRO = BigInteger.valueOf(1_000_000_000_000L);

    private Speedup speed;
    private final boolean releasedMayWait;
    /** Set when the released time is unknown: it cannot be observed at speed max if released events may wait. */
    private boolean unknown;

    private boolean paused;
    private boolean started;
    private BigInteger simAttos = BigInteger.ZERO;
    private long anchorNanos;
    private BigInteger lastAttos = BigInteger.ZERO;

    /**
     * @param releasedMayWait whether an event may be pushed some time after its release, because its flow is in flight
     */
    SimPace(Speedup speed, boolean releasedMayWait) {
        this.speed = speed;
        this.releasedMayWait = releasedMayWait;
    }

    /** Resumes a stream at its cursor: its time starts there, now at the earliest. */
    void goOn(long tsMicros, long nowNanos) {
        started = true;
        simAttos = BigInteger.valueOf(tsMicros).multiply(ATTOS_PER_MICRO);
        lastAttos = simAttos;
        anchorNanos = nowNanos;
    }

    /** Marks the stream's initial time as unknown. */
    void isNotKnown() {
        unknown = true;
    }

    boolean paused() {
        return paused;
    }

    /** Called on the first push of an event; returns whether it was due. */
    boolean onPush(long tsMicros, long nowNanos) {
        BigInteger eventAttos = BigInteger.valueOf(tsMicros).multiply(ATTOS_PER_MICRO);
        if (!started) {
            started = true;
            simAttos = eventAttos;
            anchorNanos = nowNanos;
        }
        lastAttos = eventAttos.max(lastAttos);
        return unknown || speed.isMax() || eventAttos.compareTo(simNow(nowNanos)) <= 0;
    }

    void pause(long nowNanos) {
        moveTo(nowNanos);
        paused = true;
    }

    void resume(long nowNanos) {
        moveTo(nowNanos);
        paused = false;
    }

    void changeSpeed(Speedup other, long nowNanos) {
        moveTo(nowNanos);
        if (speed.isMax()) {
            simAttos = lastAttos;
            unknown |= releasedMayWait;
        }
        speed = other;
    }

    private void moveTo(long nowNanos) {
        simAttos = simNow(nowNanos);
        anchorNanos = nowNanos;
    }

    private BigInteger simNow(long nowNanos) {
        return paused || speed.isMax()
                ? simAttos
                : simAttos.add(speed.billionths().multiply(BigInteger.valueOf(nowNanos - anchorNanos)));
    }
}
