package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that break one rule each. */
final class BrokenClocks {
    private BrokenClocks() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends ClockContract {
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
        protected final Clock clock() {
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
            return Duration.ofSeconds(2);
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

    @Breaks("CLK-01")
    static final class AsksATimeServer extends Honest {
        @Override
        Instant wallTime() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.wallTime();
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
