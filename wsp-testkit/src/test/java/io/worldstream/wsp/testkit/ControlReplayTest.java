package io.worldstream.wsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ControlJournal;
import io.worldstream.wsp.report.ControlRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run's pacing, played again from its control journal (I1). */
class ControlReplayTest {
    private static final int COMMANDS = 1_000;
    private static final String[] SPEEDS = {"0.5", "1", "7.3", "60", "333.333333333"};
    private static final BigDecimal[] CAPS = {new BigDecimal("20.5"), new BigDecimal("400"), new BigDecimal("3")};

    @ParameterizedTest
    @CsvSource({
        "1, continuous, keep",
        "2, stepwise(7s), keep",
        "3, continuous, cap(700ms)",
        "4, stepwise(2500ms), cap(1s)"
    })
    void replay_randomCommands_releasesAreEqualToTheNanosecond(long seed, String profile, String gaps) {
        StreamPolicy policy = StreamPolicy.defaults()
                .withPacing(pacing -> pacing.withSpeedup(Speedup.of("5"))
                        .withProfile(PacingProfile.of(profile))
                        .withIdleGap(IdleGap.of(gaps)));
        List<Long> times = times(new SplittableRandom(seed));
        ControlJournal journal;
        List<Long> releases;
        int refused;
        boolean exact = profile.equals("continuous") && gaps.equals("keep");
        try (ControlledRun run = new ControlledRun(policy, times, push -> false).started()) {
            refused = command(run, times, new SplittableRandom(seed), exact);
            run.driver.runToEnd();
            journal = run.summary().orElseThrow().control();
            releases = List.copyOf(run.releases);
        }
        assertThat(refused).as("refused of %d, seed %d", COMMANDS, seed).isBetween(50, COMMANDS - 300);
        assertThat(releases).as("seed %d", seed).hasSize(times.size());
        assertThat(journal.omitted()).isZero();
        try (ControlledRun again = new ControlledRun(policy, times, push -> false).started()) {
            play(again, journal.records());
            again.driver.runToEnd();
            assertThat(again.releases).as("releases, seed %d", seed).isEqualTo(releases);
            ControlJournal same = again.summary().orElseThrow().control();
            assertThat(same.records())
                    .as("journal, seed %d", seed)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
                    .containsExactlyElementsOf(journal.records());
        }
    }

    /** Gives random commands at random instants, and resumes at last; returns how many were refused. */
    private static int command(ControlledRun run, List<Long> times, SplittableRandom random, boolean exact) {
        Definition definition = new Definition(run.clock.monotonicNanos());
        int refused = 0;
        int checked = 0;
        for (int i = 0; i < COMMANDS; i++) {
            run.pass(Duration.ofNanos(random.nextLong(30_000_000L)));
            checked = exact ? definition.check(run, times, checked, i) : 0;
            ControlAction action = draw(random);
            int before = run.released();
            boolean inEffect = run.apply(action) instanceof ControlAnswer.InEffect;
            refused += inEffect ? 0 : 1;
            if (inEffect) {
                definition.onAction(action, run.clock.monotonicNanos());
            }
            if (inEffect && action instanceof ControlAction.Step step) {
                assertThat((long) run.released() - before).isLessThanOrEqualTo(step.events());
                definition.moveTo(times, run.released());
                checked = run.released();
            } else if (inEffect && action instanceof ControlAction.StepInstant) {
                assertThat(times.subList(before, run.released()).stream()
                                .distinct()
                                .count())
                        .isLessThanOrEqualTo(exact ? 1 : Long.MAX_VALUE);
                definition.moveTo(times, run.released());
                checked = run.released();
            }
        }
        run.apply(new ControlAction.Resume());
        run.apply(new ControlAction.Cap(null));
        run.apply(new ControlAction.Speed("100"));
        return refused;
    }

    private static ControlAction draw(SplittableRandom random) {
        return switch (random.nextInt(9)) {
            case 0 -> new ControlAction.Pause();
            case 1, 2 -> new ControlAction.Resume();
            case 3 -> new ControlAction.Drain();
            case 4 -> new ControlAction.Speed(SPEEDS[random.nextInt(SPEEDS.length)]);
            case 5 -> new ControlAction.Cap(random.nextBoolean() ? null : CAPS[random.nextInt(CAPS.length)]);
            case 6 -> new ControlAction.Step(random.nextInt(6));
            case 7 -> new ControlAction.StepInstant();
            default -> new ControlAction.Pause();
        };
    }

    /** Gives the commands of a journal when it says that they took effect. */
    private static void play(ControlledRun run, List<ControlRecord> records) {
        long start = run.clock.monotonicNanos();
        for (ControlRecord record : records) {
            long ahead = start + record.elapsed().toNanos() - run.clock.monotonicNanos();
            run.pass(Duration.ofNanos(ahead));
            assertThat(run.apply(record.action())).isInstanceOf(ControlAnswer.InEffect.class);
        }
    }

    private static List<Long> times(SplittableRandom random) {
        List<Long> times = new ArrayList<>();
        long at = 0;
        for (int i = 0; i < 20_000; i++) {
            times.add(at);
            at += random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(40) == 0 ? 20_000 : 300);
        }
        return times;
    }

    /** Simulated time by its definition, in decimals; a cap only makes it later. */
    private static final class Definition {
        private BigDecimal simMillis = BigDecimal.ZERO;
        private long sinceNanos;
        private String speed = "5";
        private boolean held;

        Definition(long startNanos) {
            sinceNanos = startNanos;
        }

        int check(ControlledRun run, List<Long> times, int from, int command) {
            int place = from;
            for (; place < run.released(); place++) {
                long at = run.releases.get(place);
                assertThat(held)
                        .as("event %d left a held run, command %d", place, command)
                        .isFalse();
                assertThat(BigDecimal.valueOf(times.get(place)).compareTo(at(at)) <= 0)
                        .as("event %d left early, command %d", place, command)
                        .isTrue();
            }
            return place;
        }

        void onAction(ControlAction action, long now) {
            simMillis = at(now);
            sinceNanos = now;
            if (action instanceof ControlAction.Speed changed) {
                speed = changed.speedup();
            } else if (action instanceof ControlAction.Pause || action instanceof ControlAction.Drain) {
                held = true;
            } else if (action instanceof ControlAction.Resume) {
                held = false;
            }
        }

        void moveTo(List<Long> times, int released) {
            if (released > 0) {
                simMillis = simMillis.max(BigDecimal.valueOf(Objects.requireNonNull(times.get(released - 1))));
            }
        }

        private BigDecimal at(long now) {
            return held
                    ? simMillis
                    : simMillis.add(new BigDecimal(speed)
                            .multiply(BigDecimal.valueOf(now - sinceNanos))
                            .movePointLeft(6));
        }
    }
}
