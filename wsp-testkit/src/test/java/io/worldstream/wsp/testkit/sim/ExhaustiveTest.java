package io.worldstream.wsp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Small runs, all of them: every order of answers, up to two that fail or are lost, a crash at every step (I7, I8, I12, I13). */
class ExhaustiveTest {
    private static final int MOST_EVENTS = 5;
    private static final int WIDEST = 3;

    @Test
    void everySmallRunCompletes() throws Exception {
        AtomicLong paths = new AtomicLong();
        Seeds.each(0, (long) MOST_EVENTS * WIDEST, number -> {
            // The largest first, so that both cores have something to do until the end.
            int events = MOST_EVENTS - (int) number / WIDEST;
            int window = WIDEST - (int) number % WIDEST;
            SimWorld world = SimWorld.of(1, events);
            Choices choices = new Choices();
            do {
                new SmallRun(world, window, choices).run();
                paths.incrementAndGet();
            } while (choices.next());
        });
        System.out.println(paths + " small runs");
        assertThat(paths.get()).isGreaterThan(10_000);
    }
}
