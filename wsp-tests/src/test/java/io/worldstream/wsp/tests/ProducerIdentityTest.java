package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.Redrive;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.ProducerPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The principal of a host and the event types that it may emit: checked when the host is built and when a plan is made. */
class ProducerIdentityTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String OWN = "svc:market_desk";
    private static final String DEFAULT = "svc:world_stream_producer";

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();
    private final World world = Trades.world(5, 1000).putInto(oracle);
    /** The contents of the file of an allowlist. */
    private volatile Map<String, Set<String>> listed = Map.of(OWN, Set.of("tra*"));

    private static StreamPolicy policy(ProducerPolicy producers) {
        return SteppedProducer.AS_FAST_AS_CAN_BE
                .withEnvelope(envelope -> envelope.withProducer(OWN))
                .withSecurity(security -> security.withProducers(producers));
    }

    private SteppedProducer host(ProducerPolicy producers) {
        return new SteppedProducer(bus, oracle, world.catalogue(), sink, policy(producers));
    }

    private void assertRefused(RunSummary summary, ReasonCode code) {
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).extracting(Violation::code).containsExactly(code);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.REFUSED);
        assertThat(sink.pushes()).isEmpty();
    }

    private static void assertConfigInvalid(ThrowingCallable build, String message) {
        assertThatThrownBy(build)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining(message);
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }

    @Test
    void principal_listed_isTheOneOnEveryEnvelope() throws IOException {
        try (SteppedProducer wsp = host(ProducerPolicy.of(Map.of(OWN, Set.of("trades"))))) {
            assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.COMPLETED);
        }
        assertThat(sink.admitted()).hasSize(5);
        for (RecordedPush push : sink.pushes()) {
            assertThat(new ObjectMapper()
                            .readTree(push.envelope())
                            .get("producer")
                            .textValue())
                    .isEqualTo(OWN);
        }
    }

    @Test
    void principal_notListed_isRejectedWhenTheHostIsBuilt() {
        ProducerPolicy others = ProducerPolicy.of(Map.of(DEFAULT, Set.of("*")));
        assertConfigInvalid(() -> host(others), "security.producers does not list \"" + OWN + "\"");
        assertConfigInvalid(() -> new DryRun(oracle, world.catalogue(), policy(others)), "does not list");
        ManualClock clock = new ManualClock();
        assertConfigInvalid(
                () -> Redrive.builder(oracle, world.catalogue(), sink, policy(others))
                        .state(
                                new InMemoryCheckpointStore(),
                                new InMemoryRunLease(clock).as("a"),
                                new InMemoryDeadLetterSink())
                        .clock(clock)
                        .build(),
                "does not list");
    }

    @Test
    void list_emptyOrMalformed_isRejectedWhenTheHostIsBuilt() {
        assertConfigInvalid(() -> host(ProducerPolicy.readFrom(Map::of)), "found an empty list");
        assertConfigInvalid(() -> host(ProducerPolicy.readFrom(() -> Map.of(OWN, Set.of("*x")))), "found \"*x\"");
    }

    @Test
    void output_ofAnotherType_isRefusedAndNothingIsPushed() {
        RunSummary summary;
        try (SteppedProducer wsp = host(ProducerPolicy.of(Map.of(OWN, Set.of("s2_*"), DEFAULT, Set.of("*"))))) {
            summary = wsp.run(world, bus);
            wsp.pass(POLL);
        }
        assertRefused(summary, ReasonCode.PRODUCER_NOT_ALLOWED);
        assertThat(summary.violations().get(0))
                .hasToString("PRODUCER_NOT_ALLOWED at plan#/targets/trades: \"" + OWN
                        + "\" may not emit events of this type: security.producers does not list it");
    }

    /** The list may change while the host runs; one that was read at the start would let the run through. */
    @Test
    void list_changedAfterTheStart_isReadWhenThePlanIsMade() {
        RunSummary summary;
        try (SteppedProducer wsp = host(ProducerPolicy.readFrom(() -> listed))) {
            listed = Map.of(OWN, Set.of("s2_*"));
            summary = wsp.run(world, bus);
            wsp.pass(POLL);
        }
        assertRefused(summary, ReasonCode.PRODUCER_NOT_ALLOWED);
    }

    @Test
    void principal_removedAfterTheStart_isRefused() {
        RunSummary summary;
        try (SteppedProducer wsp = host(ProducerPolicy.readFrom(() -> listed))) {
            listed = Map.of(DEFAULT, Set.of("*"));
            summary = wsp.run(world, bus);
            wsp.pass(POLL);
        }
        assertRefused(summary, ReasonCode.PRODUCER_NOT_ALLOWED);
        assertThat(summary.violations().get(0).message()).endsWith("no longer lists the principal");
    }

    @Test
    void list_unreadableAfterTheStart_isARefusal() {
        RunSummary summary;
        try (SteppedProducer wsp = host(ProducerPolicy.readFrom(() -> listed))) {
            listed = Map.of();
            summary = wsp.run(world, bus);
            wsp.pass(POLL);
        }
        assertRefused(summary, ReasonCode.CONFIG_INVALID);
    }

    /** The refusal is about the host, so the run's record says nothing of it. */
    @Test
    void refusal_isNotRecordedForOtherHosts() {
        ManualClock clock = new ManualClock();
        InMemoryCheckpointStore store = new InMemoryCheckpointStore();
        InMemoryRunLease lease = new InMemoryRunLease(clock);
        try (SteppedProducer wsp = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                sink,
                policy(ProducerPolicy.of(Map.of(OWN, Set.of("s2_*")))),
                clock,
                settings -> settings.checkpoints(store, lease.as("one")))) {
            wsp.run(world, bus);
        }
        assertThat(new RunLedger(store, lease, clock)
                        .entry(world.runId())
                        .filter(entry -> !entry.state().unfinished()))
                .isEmpty();
    }
}
