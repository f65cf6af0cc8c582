package io.worldstream.wsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.testkit.fake.InMemoryControlSource;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of a control source at the engine. */
class ControlSourceTest {
    private static final ControlAction STEP = new ControlAction.Step(2);

    private static ControlledRun run() {
        List<Long> times = LongStream.range(0, 60).map(i -> i * 1000).boxed().toList();
        return new ControlledRun(StreamPolicy.defaults(), times, push -> false);
    }

    private static ControlCommand command(ControlledRun run, String key, ControlAction action) {
        return new ControlCommand(key, run.world.runId(), action, "ada", "kit", "a drill");
    }

    private static ControlAnswer send(ControlledRun run, ControlCommand command) {
        CompletableFuture<ControlAnswer> answer = run.operator.send(command);
        run.driver.turn();
        return answer.getNow(new ControlAnswer.Refused(ReasonCode.DEFECT, "no answer"));
    }

    private static void refused(ControlAnswer answer, ReasonCode code, String words) {
        assertThat(answer).isInstanceOfSatisfying(ControlAnswer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.why()).contains(words);
        });
    }

    @Test
    void submit_keyUsedBefore_actsOnceAndGetsTheFirstAnswer() {
        try (ControlledRun run = run().started()) {
            ControlCommand early = command(run, "k1", STEP);
            refused(send(run, early), ReasonCode.CONTROL_REFUSED, "is not paused");
            assertThat(send(run, command(run, "k2", new ControlAction.Pause())))
                    .isEqualTo(new ControlAnswer.InEffect());
            refused(send(run, early), ReasonCode.CONTROL_REFUSED, "is not paused");
            int before = run.released();
            assertThat(send(run, command(run, "k3", STEP))).isEqualTo(new ControlAnswer.InEffect());
            assertThat(send(run, command(run, "k3", STEP))).isEqualTo(new ControlAnswer.InEffect());
            assertThat(run.released()).isEqualTo(before + 2);
            assertThat(run.control().journal().records()).hasSize(2);
        }
    }

    @Test
    void submit_keyTwiceInOneTurn_actsOnceAndBothGetTheAnswer() {
        try (ControlledRun run = run().started()) {
            send(run, command(run, "k1", new ControlAction.Pause()));
            int before = run.released();
            CompletableFuture<ControlAnswer> one = run.operator.send(command(run, "k2", STEP));
            CompletableFuture<ControlAnswer> two = run.operator.send(command(run, "k2", STEP));
            run.driver.turn();
            assertThat(one).isCompletedWithValue(new ControlAnswer.InEffect());
            assertThat(two).isCompletedWithValue(new ControlAnswer.InEffect());
            assertThat(run.released()).isEqualTo(before + 2);
        }
    }

    @Test
    void submit_keyOfAnotherCommand_isInvalid() {
        try (ControlledRun run = run().started()) {
            send(run, command(run, "k1", new ControlAction.Pause()));
            refused(
                    send(run, command(run, "k1", new ControlAction.Resume())),
                    ReasonCode.CONTROL_INVALID,
                    "was used for another command");
            assertThat(run.control().progress().phase()).isEqualTo(Phase.PAUSED);
        }
    }

    @Test
    void submit_manyKeys_theOldestAreForgotten() {
        try (ControlledRun run = run().started()) {
            send(run, command(run, "first", new ControlAction.Pause()));
            List<CompletableFuture<ControlAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                answers.add(run.operator.send(command(run, "key " + i, new ControlAction.Pause())));
                if (i % 1000 == 0) {
                    run.driver.turn();
                }
            }
            run.driver.turn();
            assertThat(answers).allMatch(CompletableFuture::isDone);
            assertThat(run.control().journal().records()).hasSize(10_000);
            assertThat(run.control().journal().omitted()).isOne();
            send(run, command(run, "first", new ControlAction.Pause()));
            assertThat(run.control().journal().omitted()).isEqualTo(2);
        }
    }

    @Test
    void submit_moreThanTheEngineTakes_isRefusedAndNotRemembered() {
        try (ControlledRun run = run().started()) {
            List<CompletableFuture<ControlAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 1_025; i++) {
                answers.add(run.operator.send(command(run, "key " + i, new ControlAction.Pause())));
            }
            refused(answers.get(1_024).getNow(null), ReasonCode.CONTROL_REFUSED, "too many commands wait");
            run.driver.turn();
            assertThat(answers.get(1_023)).isCompletedWithValue(new ControlAnswer.InEffect());
            assertThat(send(run, command(run, "key 1024", new ControlAction.Pause())))
                    .isEqualTo(new ControlAnswer.InEffect());
        }
    }

    @Test
    void submit_runThatIsNotHere_isUnknown() {
        try (ControlledRun run = run().started()) {
            ControlCommand elsewhere = new ControlCommand(
                    "k", new RunId("f".repeat(32)), new ControlAction.Stop(), "ada", "kit", "a drill");
            refused(send(run, elsewhere), ReasonCode.CONTROL_RUN_UNKNOWN, "does not stream run " + "f".repeat(32));
            run.apply(new ControlAction.Speed("max"));
            run.driver.runToEnd();
            refused(
                    send(run, command(run, "late", new ControlAction.Pause())),
                    ReasonCode.CONTROL_RUN_UNKNOWN,
                    "it has ended or stopped");
        }
    }

    @Test
    void submit_runOfAnotherHost_isNotHeldHere() throws Exception {
        try (ControlledRun run = run()) {
            assertThat(run.lease.acquire(run.world.runId())).isPresent();
            run.started();
            refused(
                    send(run, command(run, "k", new ControlAction.Pause())),
                    ReasonCode.CONTROL_RUN_UNKNOWN,
                    "it waits for the lease");
            assertThat(run.control().journal().records()).isEmpty();
        }
    }

    @Test
    void submit_leaseEndedMeanwhile_isNotHeldHere() {
        try (ControlledRun run = run().started()) {
            run.lease.setUnavailable(true);
            run.clock.advance(InMemoryRunLease.DEFAULT_TERM.plusSeconds(1));
            refused(
                    send(run, command(run, "k", new ControlAction.Pause())),
                    ReasonCode.CONTROL_RUN_UNKNOWN,
                    "it lost the lease");
            run.lease.setUnavailable(false);
        }
    }

    /** The command comes when the answer that the lease is lost is on its way to the engine. */
    @Test
    void submit_leaseLostMeanwhile_isNotHeldHere() {
        try (ControlledRun run = run().started()) {
            List<CompletableFuture<ControlAnswer>> answers = new ArrayList<>();
            run.lease.takeAway(run.world.runId());
            run.atRenewal = () -> answers.add(run.operator.send(command(run, "k", new ControlAction.Pause())));
            run.pass(InMemoryRunLease.DEFAULT_TERM.dividedBy(2));
            assertThat(answers).hasSize(1);
            refused(answers.get(0).getNow(null), ReasonCode.CONTROL_RUN_UNKNOWN, "it lost the lease");
        }
    }

    @Test
    void submit_closingHost_isRefused() {
        ControlledRun run = run().started();
        CompletableFuture<ControlAnswer> answer = run.operator.send(command(run, "k", new ControlAction.Pause()));
        run.close();
        assertThat(answer).isDone();
        assertThat(run.operator.send(command(run, "k", new ControlAction.Pause())))
                .isCancelled();
    }

    @Test
    void refuse_unauthorisedOrMalformed_neverReachesTheRun() {
        try (ControlledRun run = run().started()) {
            refused(
                    run.operator
                            .sendUnauthorised(command(run, "k", new ControlAction.Stop()))
                            .getNow(null),
                    ReasonCode.CONTROL_NOT_AUTHORISED,
                    "may not control");
            refused(
                    run.operator
                            .sendRequest(
                                    "ada",
                                    () -> new ControlCommand(
                                            "k", run.world.runId(), new ControlAction.Stop(), "ada", "kit", " "))
                            .getNow(null),
                    ReasonCode.CONTROL_INVALID,
                    "the reason of a command is text of 1 to 1000 characters");
            run.driver.turn();
            assertThat(run.producer.runs()).hasSize(1);
            assertThat(run.control().journal().records()).isEmpty();
        }
    }

    @Test
    void build_sourceThatCannotBeOpened_fails() {
        InMemoryControlSource taken = new InMemoryControlSource();
        taken.failOpening();
        WorldStreamProducer.Builder builder = WorldStreamProducer.builder()
                .readySource(new InMemoryReadySource())
                .oracle(new InMemoryOracle())
                .ingress(RecordingSink.create())
                .catalogue(World.bankMonth()
                        .events(1)
                        .putInto(new InMemoryOracle())
                        .catalogue())
                .control(taken);
        assertThatThrownBy(builder::build)
                .isInstanceOf(WspException.class)
                .hasMessageContaining("another host takes commands here");
    }

    @Test
    void speed_ofACommand_isInEffectBeforeTheAnswer() {
        try (ControlledRun run = run().started()) {
            send(run, command(run, "k", new ControlAction.Speed("10")));
            run.pass(Duration.ofSeconds(1));
            assertThat(run.control().progress().speed()).isEqualTo(Speedup.of("10"));
            assertThat(run.released()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @CsvSource({"'',a,b,key", "k,' ',b,actor", "k,a,'',reason", "'a\tb',a,b,key", "k,'a\nb',b,actor"})
    void command_textNotAllowed_isRefused(String key, String actor, String reason, String field) {
        RunId run = new RunId("f".repeat(32));
        assertThatThrownBy(() -> new ControlCommand(key, run, STEP, actor, "kit", reason))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the " + field + " of a command is text of 1 to");
        assertThatThrownBy(() -> new ControlCommand("k", run, STEP, "a", "kit", "x".repeat(1001)))
                .hasMessageEndingWith("not 1001 characters");
    }
}
