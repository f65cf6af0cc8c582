package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.Speedup;
import java.math.BigInteger;

/**
 * The latest simulated time that a stream can have reached, by definition and beside the engine: anchored at its first
 * push, moved by nothing but speed, pause and resume (I1; design, Time). What a late policy adds to the anchor only makes the
 * stream later. One thread.
 */
final class SimPace {
    private static final BigInteger ATTOS_PER_MICRO = BigInteger.valueOf(1_000_000_000_000L);

    private Speedup speed;
    private final boolean releasedMayWait;
    /** How far a stream at max was released cannot be seen where released events wait. */
    private boolean unknown;

    private boolean paused;
    private boolean started;
    private BigInteger simAttos = BigInteger.ZERO;
    private long anchorNanos;
    private BigInteger lastAttos = BigInteger.ZERO;

    /** @param releasedMayWait whether an event may be pushed some time after it was released: its flow is in flight */
    SimPace(Speedup speed, boolean releasedMayWait) {
        this.speed = speed;
        this.releasedMayWait = releasedMayWait;
    }

    /** A stream goes on where it stood: its time starts there, now at the earliest. */
    void goOn(long tsMicros, long nowNanos) {
        started = true;
        simAttos = BigInteger.valueOf(tsMicros).multiply(ATTOS_PER_MICRO);
        lastAttos = simAttos;
        anchorNanos = nowNanos;
    }

    /** It cannot be seen where the stream's time stood when it began. */
    void isNotKnown() {
        unknown = true;
    }

    boolean paused() {
        return paused;
    }

    /** An event is pushed for the first time; whether it was due. */
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
