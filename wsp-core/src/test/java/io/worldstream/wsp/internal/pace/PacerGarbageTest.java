package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.LatenessCause;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A release makes no garbage, whatever the policy and whoever held the event. */
class PacerGarbageTest {
    private static final int RELEASES = 20_000;

    static Stream<Pacer> pacers() {
        return Stream.of("1", "333.333333333", "86400", "6000000000")
                .flatMap(speed -> Stream.of("coupled", "catch-up(1.5)", "halt(1000s)")
                        .flatMap(late -> Stream.of(pacer(speed, late, null), pacer(speed, late, "4000"))));
    }

    private static Pacer pacer(String speed, String late, @Nullable String cap) {
        return new Pacer(PacingPolicy.DEFAULTS
                .withSpeedup(Speedup.of(speed))
                .withLatePolicy(LatePolicy.of(late))
                .withRateCap(cap == null ? null : new BigDecimal(cap)));
    }

    @ParameterizedTest
    @MethodSource("pacers")
    void aReleaseMakesNoGarbage(Pacer pacer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        pacer.start(0, 0);
        long now = stream(pacer, 0, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        stream(pacer, RELEASES, now);
        long made = threads.getCurrentThreadAllocatedBytes() - before;
        // Less than the smallest object for each hundredth release: the measuring itself may make some.
        assertThat(made).isLessThan(RELEASES / 100 * 16L);
    }

    private static long stream(Pacer pacer, int from, long start) {
        long now = start;
        for (int i = from; i < from + RELEASES; i++) {
            pacer.onHead(i * 40_000_000L, now);
            while (pacer.releaseNanos(now) - now > 0) {
                pacer.hold(pacer.waitCause(now), now);
                now = pacer.releaseNanos(now) + 30_000;
            }
            if (i % 7 == 0) {
                pacer.hold(LatenessCause.WINDOW_FULL, now);
                now += 500_000;
            }
            if (pacer.tooLate(now)) {
                throw new AssertionError("too late at event " + i);
            }
            pacer.release(now);
        }
        return now;
    }
}
