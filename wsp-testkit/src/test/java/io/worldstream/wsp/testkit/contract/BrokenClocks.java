package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that break one rule each. */
final class BrokenClocks {
    private BrokenClocks() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends ClockContract implements Impatient {
        final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 100);
        private final Thread maker = Thread.currentThread();
        private volatile Duration jumped = Duration.ZERO;

        long monotonicNanos() {
            return ticks.incrementAndGet();
        }

        Instant wallTime() {
            return Instant.EPOCH.plus(jumped);
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected Clock clock() {
            return new Clock() {
                @Override
                public long monotonicNanos() {
                    return Honest.this.monotonicNanos();
                }

                @Override
                public Instant wallTime() {
                    return Honest.this.wallTime();
                }
            };
        }

        @Override
        protected final boolean setWallTime(Duration by) {
            jumped = by;
            return true;
        }

        @Override
        protected final Duration patience() {
            return Impatient.patience(getClass());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected Clock clock() {
            return Blocker.around(Clock.class, super.clock());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks({"CLK-01", "CLK-02"})
    static final class BelongsToOneThread extends Honest {
        @Override
        long monotonicNanos() {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your clock");
            }
            return super.monotonicNanos();
        }
    }

    @Breaks("CLK-02")
    static final class GoesBackNowAndThen extends Honest {
        @Override
        long monotonicNanos() {
            long now = super.monotonicNanos();
            return now % 100 == 0 ? now - 50 : now;
        }
    }

    @Breaks("CLK-02")
    static final class DiffersByThread extends Honest {
        private final ThreadLocal<Long> skew = ThreadLocal.withInitial(() -> ticks.addAndGet(1_000_000_000L));

        @Override
        long monotonicNanos() {
            return onAnotherThread() ? super.monotonicNanos() - skew.get() : super.monotonicNanos();
        }
    }

    @Breaks("CLK-02")
    static final class IsTheTimeOfDay extends Honest {
        @Override
        long monotonicNanos() {
            return super.monotonicNanos()
                    + Duration.between(Instant.EPOCH, wallTime()).toNanos();
        }
    }
}
