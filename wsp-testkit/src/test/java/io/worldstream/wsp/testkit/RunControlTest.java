package io.worldstream.wsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each action in each state of a run. */
class RunControlTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ControlAction PAUSE = new ControlAction.Pause();
    private static final ControlAction RESUME = new ControlAction.Resume();
    private static final ControlAction DRAIN = new ControlAction.Drain();
    private static final ControlAction STOP = new ControlAction.Stop();
    private static final StreamPolicy REAL_TIME = StreamPolicy.defaults().withPush(push -> push.withMaxInFlight(4));

    /** One event a second. */
    private static ControlledRun run() {
        return new ControlledRun(REAL_TIME, seconds(60), push -> false).started();
    }

    private static List<Long> seconds(int count) {
        return LongStream.range(0, count).map(i -> i * 1000).boxed().toList();
    }

    private static void inEffect(ControlAnswer answer) {
        assertThat(answer).isEqualTo(new ControlAnswer.InEffect());
    }

    private static void refused(ControlAnswer answer, String words) {
        assertThat(answer).isInstanceOfSatisfying(ControlAnswer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ReasonCode.CONTROL_REFUSED);
            assertThat(refused.why()).contains(words);
        });
    }

    @Nested
    class Steps {
        @Test
        void step_paused_soManyEventsLeaveAtOnce() {
            try (ControlledRun run = run()) {
                run.pass(Duration.ofMillis(2500));
                assertThat(run.released()).isEqualTo(3);
                inEffect(run.apply(PAUSE));
                inEffect(run.apply(new ControlAction.Step(4)));
                assertThat(run.released()).isEqualTo(7);
                run.pass(Duration.ofMinutes(1));
                assertThat(run.released()).isEqualTo(7);
                // Simulated time has moved to the last of them: the next one is due a second later.
                inEffect(run.apply(RESUME));
                run.pass(Duration.ofMillis(999));
                assertThat(run.released()).isEqualTo(7);
                run.pass(Duration.ofMillis(1));
                assertThat(run.released()).isEqualTo(8);
            }
        }

        @Test
        void step_pausedBeforeAnEvent_restOfItsWaitIsSkipped() {
            try (ControlledRun run = run()) {
                run.pass(Duration.ofMillis(2500));
                run.apply(PAUSE);
                inEffect(run.apply(new ControlAction.Step(1)));
                inEffect(run.apply(RESUME));
                run.pass(Duration.ofMillis(999));
                assertThat(run.released()).isEqualTo(4);
            }
        }

        @Test
        void stepInstant_severalEventsAtOneTime_leaveTogether() {
            List<Long> times = List.of(0L, 1000L, 1000L, 1000L, 2000L, 3000L);
            try (ControlledRun run = new ControlledRun(REAL_TIME, times, push -> false).started()) {
                run.apply(PAUSE);
                inEffect(run.apply(new ControlAction.StepInstant()));
                assertThat(run.released()).isEqualTo(4);
                inEffect(run.apply(new ControlAction.StepInstant()));
                assertThat(run.released()).isEqualTo(5);
                run.pass(SECOND);
                assertThat(run.released()).isEqualTo(5);
            }
        }

        @Test
        void stepInstant_stepwise_isOneTick() {
            StreamPolicy ticks = REAL_TIME.withPacing(pacing -> pacing.withProfile(PacingProfile.of("stepwise(10s)")));
            try (ControlledRun run = new ControlledRun(ticks, seconds(60), push -> false).started()) {
                run.apply(PAUSE);
                inEffect(run.apply(new ControlAction.StepInstant()));
                assertThat(run.released()).isEqualTo(10);
            }
        }

        @Test
        void step_gateFull_eventsLeaveWhenThereIsRoomAndAnotherStepIsRefused() {
            try (ControlledRun run = new ControlledRun(REAL_TIME, seconds(60), push -> true).started()) {
                run.apply(PAUSE);
                inEffect(run.apply(new ControlAction.Step(6)));
                assertThat(run.released()).isEqualTo(4);
                refused(run.apply(new ControlAction.Step(1)), "has not finished its last step");
                run.gate.completeAll();
                run.driver.turn();
                assertThat(run.released()).isEqualTo(7);
                run.gate.completeAll();
            }
        }

        @Test
        void step_resumedBeforeItsEnd_restIsWithdrawn() {
            try (ControlledRun run = new ControlledRun(REAL_TIME, seconds(60), push -> true).started()) {
                run.apply(PAUSE);
                inEffect(run.apply(new ControlAction.Step(10)));
                inEffect(run.apply(RESUME));
                run.apply(PAUSE);
                run.gate.completeAll();
                run.driver.turn();
                assertThat(run.released()).isEqualTo(4);
            }
        }

        @Test
        void step_atMaxAndUnderACap_neitherHoldsIt() {
            StreamPolicy slow = REAL_TIME.withPacing(
                    pacing -> pacing.withSpeedup(Speedup.MAX).withRateCap(new BigDecimal("0.1")));
            try (ControlledRun run = new ControlledRun(slow, seconds(60), push -> false).started()) {
                run.apply(PAUSE);
                inEffect(run.apply(new ControlAction.Step(5)));
                assertThat(run.released()).isEqualTo(6);
            }
        }

        @ParameterizedTest
        @CsvSource({"0", "-1", "10001"})
        void step_numberOutOfRange_isInvalid(long events) {
            try (ControlledRun run = run()) {
                run.apply(PAUSE);
                assertThat(run.apply(new ControlAction.Step(events)))
                        .isEqualTo(new ControlAnswer.Refused(
                                ReasonCode.CONTROL_INVALID, "a step is 1 to 10000 events, not " + events));
            }
        }
    }

    @Test
    void speedAndCap_valueNotAllowed_areInvalidAndChangeNothing() {
        try (ControlledRun run = run()) {
            for (ControlAction action : List.of(
                    new ControlAction.Speed("0"),
                    new ControlAction.Speed("fast"),
                    new ControlAction.Cap(BigDecimal.ZERO),
                    new ControlAction.Cap(new BigDecimal("1e10")))) {
                assertThat(run.apply(action))
                        .isInstanceOfSatisfying(
                                ControlAnswer.Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo(ReasonCode.CONTROL_INVALID));
            }
            assertThat(run.control().journal().records()).isEmpty();
            assertThat(run.control().progress().speed()).isEqualTo(Speedup.REAL_TIME);
        }
    }

    @Test
    void cap_whileStreaming_holdsTheEventsAndIsShown() {
        try (ControlledRun run = run()) {
            inEffect(run.apply(new ControlAction.Speed("max")));
            assertThat(run.released()).isEqualTo(60);
        }
        try (ControlledRun run = run()) {
            inEffect(run.apply(new ControlAction.Cap(BigDecimal.ONE)));
            inEffect(run.apply(new ControlAction.Speed("max")));
            run.pass(Duration.ofSeconds(10));
            assertThat(run.released()).isBetween(11, 12);
            assertThat(run.control().progress().rateCap()).isEqualTo(RateSchedule.constant(BigDecimal.ONE));
            inEffect(run.apply(new ControlAction.Cap(null)));
            assertThat(run.released()).isEqualTo(60);
        }
    }

    @Test
    void drain_eventsInFlight_areCompletedAndSavedAndTheRunHolds() {
        try (ControlledRun run = new ControlledRun(REAL_TIME, seconds(60), push -> push.number() > 2).started()) {
            run.pass(Duration.ofMillis(3500));
            inEffect(run.apply(DRAIN));
            assertThat(run.control().progress().phase()).isEqualTo(Phase.HELD);
            assertThat(run.control().progress().inFlight()).isEqualTo(2);
            run.gate.completeAll();
            run.pass(Duration.ofMinutes(1));
            assertThat(run.released()).isEqualTo(4);
            assertThat(run.control().progress().inFlight()).isZero();
            assertThat(run.control().progress().saved())
                    .satisfies(saved -> assertThat(saved.events()).isEqualTo(4));
            inEffect(run.apply(DRAIN));
            refused(run.apply(PAUSE), "is drained, which holds it already");
            refused(run.apply(new ControlAction.Step(1)), "is drained and cannot be stepped");
            refused(run.apply(new ControlAction.StepInstant()), "is drained and cannot be stepped");
            inEffect(run.apply(new ControlAction.Speed("2")));
            inEffect(run.apply(RESUME));
            assertThat(run.control().progress().phase()).isEqualTo(Phase.STREAMING);
            run.pass(SECOND);
            assertThat(run.released()).isEqualTo(6);
            run.gate.completeAll();
        }
    }

    @Test
    void drain_ofAPausedRun_isHeldUntilResumed() {
        try (ControlledRun run = run()) {
            inEffect(run.apply(PAUSE));
            inEffect(run.apply(PAUSE));
            inEffect(run.apply(DRAIN));
            inEffect(run.apply(RESUME));
            inEffect(run.apply(RESUME));
            run.pass(Duration.ofSeconds(2));
            assertThat(run.released()).isEqualTo(3);
        }
    }

    @Test
    void stop_drained_endsTheRunWhereItStands() {
        try (ControlledRun run = run()) {
            run.pass(SECOND);
            run.apply(DRAIN);
            RunControl control = run.control();
            CompletableFuture<ControlAnswer> answer = control.apply(STOP).toCompletableFuture();
            run.driver.runToEnd();
            inEffect(answer.getNow(null));
            assertThat(run.producer.runs()).isEmpty();
            assertThat(run.released()).isEqualTo(2);
            refused(control.apply(RESUME).toCompletableFuture().getNow(null), "has ended");
            assertThat(control.journal().records())
                    .extracting(record -> record.action())
                    .containsExactly(DRAIN, STOP);
        }
    }

    @Test
    void step_notPaused_isRefused() {
        try (ControlledRun run = run()) {
            refused(run.apply(new ControlAction.Step(1)), "is not paused");
            refused(run.apply(new ControlAction.StepInstant()), "is not paused");
        }
    }

    @Test
    void anyAction_nothingLeftToRelease_isRefused() {
        try (ControlledRun run = new ControlledRun(REAL_TIME, seconds(3), push -> true).started()) {
            run.pass(Duration.ofSeconds(3));
            assertThat(run.released()).isEqualTo(3);
            List<ControlAction> actions = new ArrayList<>(List.of(PAUSE, RESUME, DRAIN, new ControlAction.Step(1)));
            actions.addAll(List.of(
                    new ControlAction.StepInstant(), new ControlAction.Speed("2"), new ControlAction.Cap(null)));
            for (ControlAction action : actions) {
                refused(run.apply(action), "has no event left to release");
            }
            inEffect(run.apply(STOP));
            refused(run.apply(STOP), "is already ending");
            run.gate.completeAll();
        }
    }

    @Test
    void journal_everyActionInEffect_saysWhere() {
        try (ControlledRun run = run()) {
            run.pass(Duration.ofMillis(2500));
            run.apply(new ControlAction.Speed("2"));
            run.apply(new ControlAction.Step(3));
            run.pass(SECOND);
            run.apply(PAUSE);
            assertThat(run.control().journal().records())
                    .hasSize(2)
                    .satisfiesExactly(
                            speed -> {
                                assertThat(speed.action()).isEqualTo(new ControlAction.Speed("2"));
                                assertThat(speed.elapsed()).isEqualTo(Duration.ofMillis(2500));
                                assertThat(speed.events()).isEqualTo(3);
                                assertThat(speed.eventTime()).hasToString("2026-01-01T00:00:02.500Z");
                            },
                            pause -> {
                                assertThat(pause.action()).isEqualTo(PAUSE);
                                assertThat(pause.elapsed()).isEqualTo(Duration.ofMillis(3500));
                                assertThat(pause.events()).isEqualTo(5);
                                assertThat(pause.eventTime()).hasToString("2026-01-01T00:00:04.500Z");
                            });
        }
    }

    @Test
    void pauseAndDrain_savedRun_isUnfinished() {
        try (ControlledRun run = run()) {
            run.pass(SECOND);
            run.apply(DRAIN);
            run.pass(SECOND);
            assertThat(new RunLedger(run.store, new InMemoryRunLease(run.clock), run.clock)
                            .entry(run.world.runId())
                            .orElseThrow()
                            .state())
                    .isEqualTo(RunState.PAUSED);
        }
    }
}
