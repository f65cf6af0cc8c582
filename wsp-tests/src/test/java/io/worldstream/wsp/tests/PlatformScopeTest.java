package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.Redrive;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contracts 13, scope of a host: a host that is bound to one platform run passes over the READYs of others. */
class PlatformScopeTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OTHER = "platform_20270101T000000Z";
    private static final StreamPolicy V1 =
            SteppedProducer.AS_FAST_AS_CAN_BE.withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();
    private final World world =
            Trades.world(5, 1000).contract(EnvelopeContract.V1).putInto(oracle);
    private final String own = String.valueOf(world.pins().platformRunId());

    private static StreamPolicy boundTo(String platformRun) {
        return V1.withAdmission(admission -> admission.withPlatformRunId(platformRun));
    }

    private SteppedProducer host(StreamPolicy policy) {
        return new SteppedProducer(bus, oracle, world.catalogue(), sink, policy);
    }

    private static void runAll(SteppedProducer wsp) {
        wsp.pass(POLL);
        wsp.runToEnd();
        wsp.pass(POLL);
    }

    private byte[] edited(String field, String value) {
        try {
            ObjectNode message = (ObjectNode) JSON.readTree(world.readyMessage());
            message.withObject("/payload").put(field, value);
            return JSON.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }

    @Test
    void ready_ofAnotherPlatformRun_isSkippedAcknowledgedAndReported() {
        try (SteppedProducer wsp = host(boundTo(OTHER))) {
            world.announceOn(bus);
            runAll(wsp);
            RunSummary skipped = wsp.heard.only();
            assertThat(skipped.status()).isEqualTo(ReadyDisposition.SKIPPED);
            assertThat(skipped.runId()).isEqualTo(world.runId());
            assertThat(skipped.violations())
                    .singleElement()
                    .hasToString("RUN_NOT_ALLOWED at ready#/payload/platform_run_id: is \"" + own
                            + "\", but security.platform_run_id binds this host to \"" + OTHER + "\"");
        }
        assertThat(bus.settlement(world.messageId())).contains(Settlement.SKIPPED);
        assertThat(oracle.resolved()).isEmpty();
        assertThat(sink.pushes()).isEmpty();
    }

    @Test
    void ready_ofTheOwnPlatformRun_isStreamed() {
        try (SteppedProducer wsp = host(boundTo(own))) {
            assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.COMPLETED);
        }
        assertThat(sink.admitted()).hasSize(5);
    }

    @Test
    void ready_skipped_isTakenByAHostOfItsScopeLater() {
        try (SteppedProducer wsp = host(boundTo(OTHER))) {
            world.announceOn(bus);
            runAll(wsp);
        }
        bus.restart();
        try (SteppedProducer wsp = host(boundTo(own))) {
            runAll(wsp);
            assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED);
        }
    }

    @Test
    void ready_skippedInTheMiddle_doesNotHoldUpOthers() {
        World second = Trades.world(3, 1000)
                .pins(Trades.otherRun('9'))
                .contract(EnvelopeContract.V1)
                .putInto(oracle);
        try (SteppedProducer wsp = host(boundTo(String.valueOf(second.pins().platformRunId())))) {
            world.announceOn(bus);
            second.announceOn(bus);
            runAll(wsp);
            assertThat(wsp.heard.statuses())
                    .containsExactlyInAnyOrder(ReadyDisposition.SKIPPED, ReadyDisposition.COMPLETED);
        }
    }

    /** Ids are compared before scope. */
    @Test
    void ready_whoseIdsDisagree_isRefused() {
        try (SteppedProducer wsp = host(boundTo(OTHER))) {
            bus.publish("wrong", edited("scenario_run_id", "f".repeat(32)));
            runAll(wsp);
            assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.REFUSED);
            assertThat(wsp.heard.only().reason()).isEqualTo(ReasonCode.RUN_ID_MISMATCH);
        }
    }

    /** The run is known from a READY of the own platform run. */
    @Test
    void reEmission_forAnotherPlatformRun_ofARunThatIsStreamed_isRefused() {
        try (SteppedProducer wsp = host(boundTo(own))) {
            world.announceOn(bus);
            bus.publish("re-emitted", edited("platform_run_id", OTHER));
            runAll(wsp);
            assertThat(wsp.heard.statuses())
                    .containsExactlyInAnyOrder(ReadyDisposition.REFUSED, ReadyDisposition.COMPLETED);
            assertThat(wsp.heard.finished).extracting(RunSummary::reason).contains(ReasonCode.RUN_ID_MISMATCH);
        }
    }

    @Test
    void dryRun_ofAnotherPlatformRun_isSkipped() throws IOException {
        DryRun dryRun = new DryRun(oracle, world.catalogue(), boundTo(OTHER));
        ReadySignal ready = ((ControlMessage.Ready)
                        ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC, V1))
                .signal();
        assertThat(dryRun.explain(ready).summary().reason()).isEqualTo(ReasonCode.RUN_NOT_ALLOWED);
        assertThat(Preview.of(dryRun, world).summary().status()).isEqualTo(ReadyDisposition.SKIPPED);
        assertThat(oracle.resolved()).isEmpty();
    }

    @Test
    void scope_underV0_isRejectedWhenTheHostIsBuilt() {
        StreamPolicy policy = StreamPolicy.defaults().withAdmission(admission -> admission.withPlatformRunId(own));
        assertThatThrownBy(() -> WorldStreamProducer.builder().policy(policy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("security.platform_run_id");
        assertThatThrownBy(() -> new DryRun(oracle, world.catalogue(), policy))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A saved run whose platform run the host has left. */
    @Nested
    class FromTheLedger {
        private final ManualClock clock = new ManualClock();
        private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
        private final InMemoryRunLease lease = new InMemoryRunLease(clock);

        private SteppedProducer host(String name, String scope) {
            StreamPolicy slow = boundTo(scope)
                    .withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
                    .withCheckpoint(new CheckpointPolicy(1, Duration.ofHours(1), Duration.ofMinutes(1)));
            return new SteppedProducer(
                    bus,
                    oracle,
                    world.catalogue(),
                    sink,
                    slow,
                    clock,
                    settings -> settings.checkpoints(store, lease.as(name)));
        }

        private RunState saved() {
            return new RunLedger(store, lease, clock)
                    .entry(world.runId())
                    .orElseThrow()
                    .state();
        }

        @Test
        void unfinishedRun_ofAnotherPlatformRun_isLeftAloneAndResumedInItsScope() {
            world.announceOn(bus);
            host("one", own).pass(Duration.ofSeconds(2));
            int before = sink.admitted().size();
            assertThat(before).isBetween(1, 4);
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
            SteppedProducer elsewhere = host("two", OTHER);
            elsewhere.resumeHalted();
            elsewhere.runToEndOfBus();
            assertThat(elsewhere.heard.finished).isEmpty();
            assertThat(sink.admitted()).hasSize(before);
            assertThat(saved()).isEqualTo(RunState.STREAMING);
            SteppedProducer back = host("three", own);
            back.runToEndOfBus();
            assertThat(back.heard.statuses()).contains(ReadyDisposition.COMPLETED);
            assertThat(sink.admitted()).hasSize(5);
        }

        @Test
        void completedRun_ofAnotherPlatformRun_isSkippedToo() {
            world.announceOn(bus);
            host("one", own).runToEndOfBus();
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
            bus.redeliver(world.messageId());
            SteppedProducer elsewhere = host("two", OTHER);
            runAll(elsewhere);
            assertThat(elsewhere.heard.statuses()).containsExactly(ReadyDisposition.SKIPPED);
            assertThat(saved()).isEqualTo(RunState.COMPLETED);
        }

        @Test
        void redrive_ofAnotherPlatformRun_isRefused() {
            InMemoryDeadLetterSink letters = new InMemoryDeadLetterSink();
            RecordingSink quarantines = RecordingSink.builder()
                    .script((push, usual) -> Outcomes.quarantine(push, "SCHEMA_FAIL"))
                    .build();
            try (SteppedProducer wsp = new SteppedProducer(
                    bus,
                    oracle,
                    world.catalogue(),
                    quarantines,
                    boundTo(own),
                    clock,
                    settings -> settings.checkpoints(store, lease.as("one"), letters))) {
                assertThat(wsp.run(world, bus).events().quarantined()).isEqualTo(5);
            }
            RedriveSummary summary = Redrive.builder(oracle, world.catalogue(), sink, boundTo(OTHER))
                    .state(store, lease.as("two"), letters)
                    .clock(clock)
                    .build()
                    .send(world.runId(), event -> {});
            assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
            assertThat(summary.violations()).extracting(Violation::code).containsExactly(ReasonCode.RUN_NOT_ALLOWED);
            assertThat(sink.pushes()).isEmpty();
        }
    }
}
