package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ControlRecord;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.testkit.fake.InMemoryAuditSink;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryControlSource;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands are on record before they act, and their refusals before they are told. */
class AuditedControlTest {
    private static final int EVENTS = 20;
    private static final ControlAnswer IN_EFFECT = new ControlAnswer.InEffect();
    /** One event a second. */
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
            .withCheckpoint(new CheckpointPolicy(1_000, Duration.ofHours(1), Duration.ofSeconds(3)));

    private final ManualClock clock = new ManualClock();
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final World world = Trades.world(EVENTS, 1000).putInto(oracle);
    private final RecordingSink gate =
            RecordingSink.builder().dedupe(true).window(2).build();
    private final InMemoryControlSource operator = new InMemoryControlSource();
    private final InMemoryAuditSink audit = new InMemoryAuditSink();
    /** Checks what has happened, at the time of each append. */
    private Consumer<AuditEntry> atAppend = entry -> {};

    private final List<AssertionError> tooEarly = new ArrayList<>();
    /** Background tasks that have not run, of a host whose audit sink blocks. */
    private final Deque<Runnable> blocked = new ArrayDeque<>();

    private boolean blocking;
    private int keys;
    private final SteppedProducer wsp = producer();

    private SteppedProducer producer() {
        AuditSink watched = entry -> {
            try {
                atAppend.accept(entry);
            } catch (AssertionError e) {
                tooEarly.add(e);
            }
            return audit.append(entry);
        };
        return new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                POLICY,
                clock,
                settings -> settings.checkpoints(new InMemoryCheckpointStore(), new InMemoryRunLease(clock))
                        .auditSink(watched, Map.of())
                        .control(operator)
                        .background(this::execute));
    }

    private void execute(Runnable task) {
        if (blocking) {
            blocked.addLast(task);
        } else {
            task.run();
        }
    }

    private void unblock() {
        blocking = false;
        while (!blocked.isEmpty()) {
            blocked.removeFirst().run();
        }
        wsp.turn();
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(gate.violations()).isEmpty();
        assertThat(tooEarly).isEmpty();
        audit.records();
    }

    private void start() {
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(3));
        assertThat(gate.pushes()).hasSize(4);
    }

    private ControlCommand command(ControlAction action) {
        return command("key " + keys++, world.runId(), action);
    }

    private static ControlCommand command(String key, RunId run, ControlAction action) {
        return new ControlCommand(key, run, action, "ada", InMemoryControlSource.AUTHORITY, "a drill");
    }

    private ControlAnswer send(ControlAction action) {
        return send(command(action));
    }

    private ControlAnswer send(ControlCommand command) {
        CompletableFuture<ControlAnswer> answer = operator.send(command);
        wsp.turn();
        return answer.getNow(new ControlAnswer.Refused(ReasonCode.DEFECT, "no answer"));
    }

    private static void refused(ControlAnswer answer, ReasonCode code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        ControlAnswer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private List<ControlAction> journal() {
        return wsp.control(world).journal().records().stream()
                .map(ControlRecord::action)
                .toList();
    }

    private List<AuditEntry> of(AuditKind kind) {
        return audit.records().stream()
                .map(record -> record.entry())
                .filter(entry -> entry.kind() == kind)
                .toList();
    }

    private AuditEntry onlyRefusal() {
        assertThat(of(AuditKind.CONTROL_REFUSED)).hasSize(1);
        return of(AuditKind.CONTROL_REFUSED).get(0);
    }

    static Stream<Arguments> actions() {
        return Stream.of(
                Arguments.of(new ControlAction.Pause(), AuditKind.PAUSED),
                Arguments.of(new ControlAction.Step(2), AuditKind.STEPPED),
                Arguments.of(new ControlAction.StepInstant(), AuditKind.STEPPED),
                Arguments.of(new ControlAction.Speed("3"), AuditKind.SPEED_CHANGED),
                Arguments.of(new ControlAction.Cap(new BigDecimal("5")), AuditKind.CAP_CHANGED),
                Arguments.of(new ControlAction.Cap(null), AuditKind.CAP_CHANGED),
                Arguments.of(new ControlAction.Drain(), AuditKind.DRAINED),
                Arguments.of(new ControlAction.Resume(), AuditKind.RESUMED),
                Arguments.of(new ControlAction.Stop(), AuditKind.HALTED));
    }

    @Nested
    class Records {
        @ParameterizedTest
        @MethodSource("io.worldstream.wsp.tests.AuditedControlTest#actions")
        void command_anyAction_isOnRecordWithItsSenderBeforeItActs(ControlAction action, AuditKind kind) {
            start();
            assertThat(send(new ControlAction.Pause())).isEqualTo(IN_EFFECT);
            int before = gate.pushes().size();
            atAppend = entry -> {
                if (entry.detail().containsValue("key of it")) {
                    assertThat(journal()).as("in effect").hasSize(1);
                    assertThat(gate.pushes()).hasSize(before);
                    assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);
                }
            };
            assertThat(send(command("key of it", world.runId(), action))).isEqualTo(IN_EFFECT);
            AuditEntry entry = of(kind).stream()
                    .filter(each -> each.detail().containsValue("key of it"))
                    .findFirst()
                    .orElseThrow();
            assertThat(entry.runId()).isEqualTo(world.runId());
            assertThat(entry.actor()).isEqualTo("ada");
            assertThat(entry.reason()).isEqualTo("a drill");
            assertThat(entry.position()).isEqualTo(4);
            assertThat(entry.eventTime()).isNotNull();
            assertThat(entry.detail())
                    .containsEntry("key", "key of it")
                    .containsEntry("authority", InMemoryControlSource.AUTHORITY)
                    .containsEntry("action", action.toString());
        }

        @ParameterizedTest
        @MethodSource("io.worldstream.wsp.tests.AuditedControlTest#actions")
        void command_cannotBeRecorded_doesNotActAndSaysSo(ControlAction action, AuditKind kind) {
            start();
            assertThat(send(new ControlAction.Pause())).isEqualTo(IN_EFFECT);
            int records = audit.records().size();
            audit.failNextAppends(1);
            refused(send(action), ReasonCode.AUDIT_UNAVAILABLE);
            assertThat(journal()).hasSize(1);
            assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);
            assertThat(wsp.control(world).progress().speed()).isEqualTo(Speedup.of("1"));
            assertThat(gate.pushes()).hasSize(4);
            assertThat(audit.records()).hasSize(records);
            assertThat(send(action)).isEqualTo(IN_EFFECT);
            assertThat(of(kind)).isNotEmpty();
        }

        @Test
        void command_answerOfTheTrailLost_doesNotAct() {
            start();
            audit.loseNextAnswers(1);
            refused(send(new ControlAction.Pause()), ReasonCode.AUDIT_UNAVAILABLE);
            assertThat(journal()).isEmpty();
        }

        @Test
        void apply_trailCorrupt_doesNotActAndSaysSo() {
            start();
            int last = audit.lines().size();
            byte[] line = audit.lines().get(last - 1);
            audit.overwrite(last, "{}".getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<ControlAnswer> answer =
                    wsp.control(world).apply(new ControlAction.Speed("2")).toCompletableFuture();
            wsp.turn();
            refused(answer.getNow(IN_EFFECT), ReasonCode.AUDIT_CORRUPT);
            assertThat(wsp.control(world).progress().speed()).isEqualTo(Speedup.of("1"));
            audit.overwrite(last, line);
        }

        @Test
        void command_keySentTwice_hasOneRecord() {
            start();
            send(new ControlAction.Pause());
            ControlCommand step = command(new ControlAction.Step(1));
            CompletableFuture<ControlAnswer> one = operator.send(step);
            CompletableFuture<ControlAnswer> two = operator.send(step);
            wsp.turn();
            assertThat(one).isCompletedWithValue(IN_EFFECT);
            assertThat(two).isCompletedWithValue(IN_EFFECT);
            assertThat(of(AuditKind.STEPPED)).hasSize(1);
            assertThat(gate.pushes()).hasSize(5);
        }
    }

    /** A key whose action could not be recorded did nothing, and acts once when it is sent again. */
    @Nested
    class UnrecordedKeys {
        private List<AuditEntry> withKey(String key) {
            return audit.records().stream()
                    .map(record -> record.entry())
                    .filter(entry -> entry.detail().containsValue(key))
                    .toList();
        }

        @ParameterizedTest
        @MethodSource("io.worldstream.wsp.tests.AuditedControlTest#actions")
        void key_sentAgain_actsOnce(ControlAction action, AuditKind kind) {
            start();
            assertThat(send(new ControlAction.Pause())).isEqualTo(IN_EFFECT);
            ControlCommand command = command("key of it", world.runId(), action);
            audit.failNextAppends(2);
            refused(send(command), ReasonCode.AUDIT_UNAVAILABLE);
            refused(send(command), ReasonCode.AUDIT_UNAVAILABLE);
            assertThat(withKey("key of it")).isEmpty();
            assertThat(send(command)).isEqualTo(IN_EFFECT);
            int pushes = gate.pushes().size();
            assertThat(send(command)).isEqualTo(IN_EFFECT);
            assertThat(withKey("key of it")).extracting(AuditEntry::kind).containsExactly(kind);
            assertThat(gate.pushes()).as("a repeated step").hasSize(pushes);
        }

        @Test
        void key_trailCorrupt_actsOnceTheTrailIsWhole() {
            start();
            int last = audit.lines().size();
            byte[] line = audit.lines().get(last - 1);
            audit.overwrite(last, "{}".getBytes(StandardCharsets.US_ASCII));
            ControlCommand pause = command(new ControlAction.Pause());
            refused(send(pause), ReasonCode.AUDIT_CORRUPT);
            audit.overwrite(last, line);
            assertThat(send(pause)).isEqualTo(IN_EFFECT);
            assertThat(journal()).containsExactly(new ControlAction.Pause());
        }

        @Test
        void key_sentAgainWhileItIsBeingRecorded_getsThatAnswerAndDoesNotActTwice() {
            start();
            send(new ControlAction.Pause());
            ControlCommand step = command(new ControlAction.Step(1));
            audit.failNextAppends(1);
            blocking = true;
            CompletableFuture<ControlAnswer> first = operator.send(step);
            wsp.turn();
            CompletableFuture<ControlAnswer> second = operator.send(step);
            wsp.turn();
            assertThat(blocked).as("one record for both").hasSize(1);
            unblock();
            refused(first.getNow(IN_EFFECT), ReasonCode.AUDIT_UNAVAILABLE);
            refused(second.getNow(IN_EFFECT), ReasonCode.AUDIT_UNAVAILABLE);
            assertThat(of(AuditKind.STEPPED)).isEmpty();
            blocking = true;
            CompletableFuture<ControlAnswer> third = operator.send(step);
            CompletableFuture<ControlAnswer> fourth = operator.send(step);
            wsp.turn();
            unblock();
            assertThat(third).isCompletedWithValue(IN_EFFECT);
            assertThat(fourth).isCompletedWithValue(IN_EFFECT);
            assertThat(of(AuditKind.STEPPED)).hasSize(1);
            assertThat(gate.pushes()).hasSize(5);
        }

        @Test
        void key_sentWithAnotherAction_staysRefused() {
            start();
            audit.failNextAppends(1);
            refused(send(command("k", world.runId(), new ControlAction.Pause())), ReasonCode.AUDIT_UNAVAILABLE);
            refused(send(command("k", world.runId(), new ControlAction.Stop())), ReasonCode.CONTROL_INVALID);
            assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.STREAMING);
        }
    }

    @Nested
    class Blocked {
        @Test
        void command_sinkBlocks_theStreamGoesOnAndTheActionWaits() {
            start();
            blocking = true;
            CompletableFuture<ControlAnswer> pause = operator.send(command(new ControlAction.Pause()));
            wsp.pass(Duration.ofSeconds(2));
            assertThat(pause).isNotDone();
            assertThat(gate.pushes()).as("the engine's thread does not wait").hasSize(6);
            assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.STREAMING);
            unblock();
            assertThat(pause).isCompletedWithValue(IN_EFFECT);
            ControlRecord record = wsp.control(world).journal().records().get(0);
            assertThat(record.events()).as("where it took effect").isEqualTo(6);
            assertThat(of(AuditKind.PAUSED).get(0).position())
                    .as("where it was decided")
                    .isEqualTo(4);
            wsp.pass(Duration.ofSeconds(2));
            assertThat(gate.pushes()).hasSize(6);
        }

        @Test
        void commands_ofSourceAndHost_keepTheirOrder() {
            start();
            blocking = true;
            CompletableFuture<ControlAnswer> first = operator.send(command(new ControlAction.Pause()));
            wsp.turn();
            wsp.control(world).resume();
            wsp.turn();
            CompletableFuture<ControlAnswer> refused = operator.send(command(new ControlAction.Step(1)));
            CompletableFuture<ControlAnswer> last = operator.send(command(new ControlAction.Drain()));
            wsp.turn();
            assertThat(first).isNotDone();
            assertThat(blocked).as("one record at a time").hasSize(1);
            unblock();
            assertThat(first).isCompletedWithValue(IN_EFFECT);
            refused(refused.getNow(IN_EFFECT), ReasonCode.CONTROL_REFUSED);
            assertThat(last).isCompletedWithValue(IN_EFFECT);
            assertThat(audit.kinds())
                    .endsWith(AuditKind.PAUSED, AuditKind.RESUMED, AuditKind.CONTROL_REFUSED, AuditKind.DRAINED);
            assertThat(journal())
                    .containsExactly(new ControlAction.Pause(), new ControlAction.Resume(), new ControlAction.Drain());
        }

        @Test
        void command_runEndsMeanwhile_isRefusedAndOnRecord() {
            start();
            wsp.pass(Duration.ofSeconds(14));
            blocking = true;
            CompletableFuture<ControlAnswer> pause = operator.send(command(new ControlAction.Pause()));
            CompletableFuture<ControlAnswer> speed = operator.send(command(new ControlAction.Speed("2")));
            CompletableFuture<ControlAnswer> applied =
                    wsp.control(world).apply(new ControlAction.Resume()).toCompletableFuture();
            wsp.pass(Duration.ofMinutes(1));
            assertThat(gate.pushes()).hasSize(EVENTS);
            unblock();
            for (CompletableFuture<ControlAnswer> each : List.of(pause, speed, applied)) {
                refused(each.getNow(IN_EFFECT), ReasonCode.CONTROL_REFUSED);
            }
            assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(wsp.heard.only().control().records()).isEmpty();
            assertThat(of(AuditKind.RESUMED)).as("it was about to act").hasSize(1);
            assertThat(of(AuditKind.CONTROL_REFUSED)).hasSize(3);
        }

        @Test
        void commands_moreThanTheHostTakes_areRefusedAndOnRecord() {
            start();
            blocking = true;
            List<CompletableFuture<ControlAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 1_100; i++) {
                answers.add(operator.send(command(new ControlAction.Pause())));
                if (i % 100 == 0) {
                    wsp.turn();
                }
            }
            assertThat(answers.subList(1_024, 1_100)).allMatch(CompletableFuture::isDone);
            assertThat(answers.subList(0, 1_024)).noneMatch(CompletableFuture::isDone);
            unblock();
            assertThat(answers).allMatch(CompletableFuture::isDone);
            assertThat(of(AuditKind.PAUSED)).hasSize(1_024);
            assertThat(of(AuditKind.CONTROL_REFUSED)).hasSize(76);
        }

        @Test
        void refusals_fasterThanTheyCanBeRecorded_areRecordedByCount() {
            start();
            blocking = true;
            for (int i = 0; i < 3_000; i++) {
                assertThat(operator.sendUnauthorised(command(new ControlAction.Stop())))
                        .isDone();
            }
            wsp.turn();
            unblock();
            List<AuditEntry> refusals = of(AuditKind.CONTROL_REFUSED);
            assertThat(refusals).hasSize(1_025);
            assertThat(refusals.get(1_024).detail().get("why")).startsWith("1976 further commands");
        }
    }

    @Nested
    class Refusals {
        @Test
        void command_refusedByItsRun_isOnRecordBeforeItsAnswer() {
            start();
            CompletableFuture<ControlAnswer> answer = operator.send(command(new ControlAction.Step(1)));
            atAppend = entry -> assertThat(answer).isNotDone();
            wsp.turn();
            refused(answer.getNow(IN_EFFECT), ReasonCode.CONTROL_REFUSED);
            AuditEntry entry = onlyRefusal();
            assertThat(entry.actor()).isEqualTo("ada");
            assertThat(entry.reason()).isEqualTo("a drill");
            assertThat(entry.position()).isEqualTo(4);
            assertThat(entry.detail())
                    .containsEntry("action", "step 1")
                    .containsEntry("code", "CONTROL_REFUSED")
                    .containsKeys("why", "key", "authority");
        }

        @Test
        void command_refusalCannotBeRecorded_isAnsweredNevertheless() {
            start();
            audit.failNextAppends(1);
            refused(send(new ControlAction.Step(1)), ReasonCode.CONTROL_REFUSED);
            assertThat(of(AuditKind.CONTROL_REFUSED)).isEmpty();
            assertThat(send(new ControlAction.Pause())).isEqualTo(IN_EFFECT);
        }

        @Test
        void command_ofAnUnknownRun_isOnRecordBeforeItsAnswer() {
            start();
            RunId other = new RunId("f".repeat(32));
            CompletableFuture<ControlAnswer> answer = operator.send(command("k", other, new ControlAction.Stop()));
            atAppend = entry -> assertThat(answer).isNotDone();
            wsp.turn();
            refused(answer.getNow(IN_EFFECT), ReasonCode.CONTROL_RUN_UNKNOWN);
            assertThat(onlyRefusal().runId()).isEqualTo(other);
            assertThat(onlyRefusal().detail()).containsEntry("code", "CONTROL_RUN_UNKNOWN");
        }

        @Test
        void command_keyOfAnother_isOnRecord() {
            start();
            send(command("k", world.runId(), new ControlAction.Pause()));
            refused(send(command("k", world.runId(), new ControlAction.Stop())), ReasonCode.CONTROL_INVALID);
            assertThat(onlyRefusal().detail()).containsEntry("code", "CONTROL_INVALID");
        }

        @Test
        void request_refusedByItsSource_isOnRecordWithItsActor() {
            start();
            assertThat(operator.sendUnauthorised(command(new ControlAction.Stop())))
                    .isDone();
            assertThat(operator.sendRequest("x".repeat(300), () -> {
                        throw new IllegalArgumentException("not a command");
                    }))
                    .isDone();
            wsp.turn();
            List<AuditEntry> refusals = of(AuditKind.CONTROL_REFUSED);
            assertThat(refusals).hasSize(2);
            assertThat(refusals.get(0).actor()).isEqualTo("ada");
            assertThat(refusals.get(0).detail()).containsEntry("code", "CONTROL_NOT_AUTHORISED");
            assertThat(refusals.get(1).actor()).hasSize(AuditEntry.MAX_ACTOR_CHARS);
            assertThat(refusals.get(1).detail()).containsEntry("code", "CONTROL_INVALID");
            assertThat(wsp.active()).isTrue();
        }

        @Test
        void command_longestTexts_areOnRecord() {
            start();
            String wide = "\uD83D\uDE00";
            ControlCommand longest = new ControlCommand(
                    wide.repeat(ControlCommand.MOST_NAME),
                    world.runId(),
                    new ControlAction.Speed("9".repeat(5_000)),
                    wide.repeat(ControlCommand.MOST_NAME),
                    wide.repeat(ControlCommand.MOST_AUTHORITY),
                    wide.repeat(ControlCommand.MOST_REASON));
            refused(send(longest), ReasonCode.CONTROL_INVALID);
            assertThat(onlyRefusal().actor()).isEqualTo(longest.actor());
        }

        @Test
        void command_hostThatIsNotOnRecord_isRefusedWithTheCause() {
            audit.setUnavailable(true);
            wsp.turn();
            refused(send(new ControlAction.Pause()), ReasonCode.AUDIT_UNAVAILABLE);
            audit.setUnavailable(false);
            wsp.pass(Duration.ofSeconds(2));
            refused(send(new ControlAction.Pause()), ReasonCode.CONTROL_RUN_UNKNOWN);
            assertThat(of(AuditKind.CONTROL_REFUSED)).hasSize(2);
        }

        @Test
        void command_closingHost_isOnRecordBeforeTheEnd() {
            start();
            List<CompletableFuture<ControlAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(operator.send(command(new ControlAction.Pause())));
            }
            wsp.close();
            wsp.turn();
            assertThat(answers).allMatch(CompletableFuture::isDone);
            assertThat(of(AuditKind.CONTROL_REFUSED)).hasSize(200);
            assertThat(audit.kinds()).endsWith(AuditKind.HOST_STOPPED);
        }
    }
}
