package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.fake.SinkScript;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** I7, I8: a halted run says where it stopped and why, and claims nothing behind that. */
class HaltTest {
    private static final StreamPolicy POLICY = SteppedProducer.AS_FAST_AS_CAN_BE.withPush(push -> push.withRetry(
            new RetryPolicy(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(1), 3, Set.of())));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final World world = Trades.world(6, 1000).putInto(oracle);

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private RunSummary run(RecordingSink sink, StreamPolicy policy) {
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy)) {
            return wsp.run(world, bus);
        } finally {
            assertThat(sink.violations()).isEmpty();
        }
    }

    private static RecordingSink failingAt(int event, PushOutcome outcome) {
        return scripted((push, usual) -> push.envelope().contains("\"n\":" + event + ",") ? outcome : usual.get());
    }

    private static RecordingSink scripted(SinkScript script) {
        return RecordingSink.builder().script(script).window(1).build();
    }

    private static Hex64 digestOf(List<RecordedPush> pushes) {
        StreamDigest digest = new StreamDigest();
        pushes.forEach(push -> digest.add(HexFormat.of().parseHex(push.eventId().value())));
        return digest.value();
    }

    private void assertHaltedAtTheFourth(RunSummary summary, RecordingSink sink, ReasonCode code) {
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.reason()).isEqualTo(code);
        assertThat(summary.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo(code);
            assertThat(violation.path()).isEqualTo("stream#event=4");
            assertThat(violation.message())
                    .contains("event 4 of the stream")
                    .contains(sink.pushes().get(3).eventId().value())
                    .contains("trades");
        });
        assertThat(summary.events().planned()).isEqualTo(6);
        assertThat(summary.events().pushed()).isEqualTo(4);
        assertThat(summary.events().admitted()).isEqualTo(3);
        assertThat(summary.streamDigest()).isEqualTo(digestOf(sink.pushes().subList(0, 3)));
        assertThat(summary.notes()).anySatisfy(note -> assertThat(note).contains("of 6 events"));
        assertThat(bus.settlement(world.messageId())).contains(Settlement.HALTED);
    }

    static Stream<Arguments> outcomesThatHaltAtOnce() {
        return Stream.of(
                Arguments.of(new PushOutcome.Rejected("400 SCHEMA_UNKNOWN"), ReasonCode.INGRESS_REJECTED),
                Arguments.of(new PushOutcome.Unauthorised("401"), ReasonCode.INGRESS_UNAUTHORISED),
                Arguments.of(new PushOutcome.ProtocolViolation("302: redirect"), ReasonCode.INGRESS_PROTOCOL));
    }

    @ParameterizedTest
    @MethodSource("outcomesThatHaltAtOnce")
    void whatIsNotRetryableHaltsAtOnce(PushOutcome outcome, ReasonCode code) {
        RecordingSink sink = failingAt(3, outcome);
        RunSummary summary = run(sink, POLICY);
        assertHaltedAtTheFourth(summary, sink, code);
        assertThat(sink.pushes()).hasSize(4);
        assertThat(summary.events().retries()).isZero();
    }

    static Stream<PushOutcome> outcomesThatAreRetried() {
        return Stream.of(
                new PushOutcome.Throttled("429", null),
                new PushOutcome.Unavailable("503", Duration.ofSeconds(1)),
                new PushOutcome.Unknown("reset"));
    }

    @ParameterizedTest
    @MethodSource("outcomesThatAreRetried")
    void whatIsRetryableHaltsWhenTheBudgetIsGone(PushOutcome outcome) {
        RecordingSink sink = failingAt(3, outcome);
        RunSummary summary = run(sink, POLICY);
        assertHaltedAtTheFourth(summary, sink, ReasonCode.RETRY_EXHAUSTED);
        assertThat(summary.events().retries())
                .isEqualTo(sink.pushes().size() - 4)
                .isGreaterThan(3);
    }

    @Test
    void aReceiptForAnotherEventHalts() {
        RecordingSink sink = scripted((push, usual) -> {
            PushOutcome.Decided first = (PushOutcome.Decided) usual.get();
            return push.number() < 4
                    ? first
                    : new PushOutcome.Decided(
                            first.decision(),
                            new Receipt(
                                    "0".repeat(64),
                                    "trades",
                                    List.of(),
                                    List.of(),
                                    first.receipt().busPosition()));
        });
        assertHaltedAtTheFourth(run(sink, POLICY), sink, ReasonCode.INGRESS_PROTOCOL);
    }

    @Test
    void aWorldThatTheGateDoesNotKnowHalts() {
        RecordingSink sink = scripted((push, usual) -> Outcomes.quarantine(push, "SCHEMA_POLICY_MISSING"));
        RunSummary summary = run(
                sink,
                POLICY.withOutcomes(outcomes -> outcomes.withQuarantine(
                        QuarantinePolicy.DEFAULTS.withFirstEvents(4).withInARow(0))));
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.QUARANTINE_LIMIT);
        assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=4");
        assertThat(summary.events().quarantined()).isEqualTo(4);
        assertThat(sink.pushes()).hasSize(4);
        assertThat(summary.streamDigest()).as("quarantine is terminal").isEqualTo(digestOf(sink.pushes()));
    }

    @Test
    void anEventThatIsLaterThanThePolicySuffersHalts() {
        RecordingSink sink = RecordingSink.builder()
                .holdWhen(push -> push.number() == 3)
                .window(1)
                .build();
        StreamPolicy policy = StreamPolicy.defaults()
                .withPacing(pacing -> pacing.withLatePolicy(new LatePolicy.Halt(Duration.ofMillis(500))));
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy)) {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(3_500));
            assertThat(wsp.active()).isTrue();
            assertThat(wsp.heard.finished).isEmpty();
            wsp.pass(Duration.ofMillis(100));
            sink.completeAll();
            wsp.turn();
            RunSummary summary = wsp.heard.only();
            assertThat(summary.reason()).isEqualTo(ReasonCode.LATENESS_LIMIT);
            assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=4");
            assertThat(summary.events().admitted())
                    .as("what was out is awaited")
                    .isEqualTo(3);
            assertThat(sink.pushes()).hasSize(3);
        }
    }

    @Test
    void whatIsOutWhenARunHaltsIsAwaitedAndCounted() {
        RecordingSink sink = RecordingSink.builder().holdAll().window(4).build();
        StreamPolicy policy = POLICY.withPush(push -> push.withMaxInFlight(4));
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy)) {
            world.announceOn(bus);
            wsp.turn();
            List<RecordedPush> out = sink.held();
            sink.complete(out.get(1), new PushOutcome.Rejected("400"));
            wsp.turn();
            assertThat(wsp.heard.finished).isEmpty();
            sink.complete(out.get(3));
            sink.complete(out.get(2), new PushOutcome.Unavailable("503", null));
            wsp.pass(Duration.ofSeconds(2));
            assertThat(wsp.heard.finished).isEmpty();
            sink.complete(out.get(0));
            wsp.turn();
            RunSummary summary = wsp.heard.only();
            assertThat(summary.reason()).isEqualTo(ReasonCode.INGRESS_REJECTED);
            assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=2");
            assertThat(summary.events().admitted()).isEqualTo(2);
            assertThat(summary.events().retries()).isZero();
            assertThat(summary.streamDigest())
                    .as("up to the first without outcome")
                    .isEqualTo(digestOf(out.subList(0, 1)));
            assertThat(sink.pushes()).hasSize(4);
        }
    }

    /** Also where nothing outlasts the process: while it lasts, the run goes on where it stood. */
    @Test
    void theReadyOfAHaltedRunResumesItAndANewProcessThatKnowsNothingStartsOver() {
        RecordingSink sink = scripted((push, usual) ->
                push.number() == 4 || push.number() == 6 ? new PushOutcome.Unauthorised("401") : usual.get());
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, POLICY)) {
            assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.HALTED);
            bus.redeliver(world.messageId());
            wsp.pass(Duration.ofSeconds(1));
            assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.HALTED, ReadyDisposition.HALTED);
            assertThat(wsp.heard.finished.get(1).events().admitted()).isEqualTo(4);
            assertThat(wsp.heard.finished.get(1).events().duplicate()).isZero();
        }
        bus.publish("again", world.readyMessage());
        try (SteppedProducer restarted = new SteppedProducer(bus, oracle, world.catalogue(), sink, POLICY)) {
            restarted.turn();
            RunSummary summary = restarted.heard.only();
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(summary.events().duplicate()).isEqualTo(4);
            assertThat(summary.events().admitted()).isEqualTo(2);
        }
        assertThat(sink.violations()).isEmpty();
    }
}
