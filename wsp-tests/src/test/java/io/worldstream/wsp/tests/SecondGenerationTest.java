package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.Provenance;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts 13: runs of the platform's second generation, from READY to gate. */
class SecondGenerationTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OTHER_PLATFORM_RUN = "platform_20270101T000000Z";
    private static final StreamPolicy V0 = SteppedProducer.AS_FAST_AS_CAN_BE;
    private static final StreamPolicy V1 = V0.withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();
    private final World world =
            Trades.world(5, 1000).contract(EnvelopeContract.V1).putInto(oracle);
    private final String platformRun = String.valueOf(world.pins().platformRunId());

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private SteppedProducer producer(StreamPolicy policy) {
        return new SteppedProducer(bus, oracle, world.catalogue(), sink, policy);
    }

    private static byte[] edited(World world, Consumer<ObjectNode> edit) {
        try {
            ObjectNode message = (ObjectNode) JSON.readTree(world.readyMessage());
            edit.accept(message);
            return JSON.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Consumer<ObjectNode> payload(String field, String value) {
        return message -> ((ObjectNode) message.get("payload")).put(field, value);
    }

    private static void runAll(SteppedProducer wsp) {
        wsp.pass(POLL);
        wsp.runToEnd();
        wsp.pass(POLL);
    }

    private static Violation only(RunSummary summary) {
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).hasSize(1);
        return summary.violations().get(0);
    }

    @Test
    void world_ofTheSecondGeneration_streamsWithOneSwitch() throws IOException {
        try (SteppedProducer wsp = producer(V1)) {
            RunSummary summary = wsp.run(world, bus);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(summary.notes()).isEmpty();
            assertThat(summary.events().admitted()).isEqualTo(5);
        }
        assertThat(sink.admitted()).hasSize(5);
        ObjectNode envelope = (ObjectNode) JSON.readTree(sink.pushes().get(0).envelope());
        assertThat(envelope.path("platform_run_id").asText()).isEqualTo(platformRun);
        assertThat(envelope.path("scenario_run_id").asText())
                .isEqualTo(world.runId().value());
    }

    @Test
    void generations_ofOneWorld_streamTheSameEvents() {
        InMemoryOracle otherOracle = new InMemoryOracle();
        World first = Trades.world(5, 1000).putInto(otherOracle);
        RunSummary second;
        try (SteppedProducer wsp = producer(V1)) {
            second = wsp.run(world, bus);
        }
        InMemoryReadySource otherBus = new InMemoryReadySource();
        RecordingSink otherSink = RecordingSink.create();
        try (SteppedProducer wsp = new SteppedProducer(otherBus, otherOracle, first.catalogue(), otherSink, V0)) {
            assertThat(wsp.run(first, otherBus).streamDigest()).isEqualTo(second.streamDigest());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "scenario_run_id, ffffffffffffffffffffffffffffffff, RUN_ID_MISMATCH",
        "platform_run_id, platform_7, READY_INVALID",
        "platform_run_id, 'platform_20260201T093000Z\n', READY_INVALID",
        "message_id, ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, READY_INVALID",
        "run_config_digest, x, READY_INVALID",
        "extra, x, READY_INVALID",
        "provenance, x, READY_INVALID",
        "oracle_pack_ref, x, READY_INVALID",
    })
    void ready_doctored_isRefusedAndNothingIsOpenedOrPushed(String field, String value, ReasonCode code) {
        try (SteppedProducer wsp = producer(V1)) {
            bus.publish("doctored", edited(world, payload(field, value)));
            runAll(wsp);
            assertThat(wsp.heard.only().violations())
                    .extracting(Violation::code)
                    .contains(code);
        }
        assertThat(bus.settlement("doctored")).contains(Settlement.REFUSED);
        assertThat(oracle.resolved()).isEmpty();
        assertThat(sink.pushes()).isEmpty();
    }

    @Test
    void provenance_ofThePack_isStampedAndChangesNoId() {
        RunSummary plain;
        try (SteppedProducer wsp = producer(V1)) {
            plain = wsp.run(world, bus);
        }
        RecordingSink stamped = RecordingSink.create();
        InMemoryReadySource otherBus = new InMemoryReadySource();
        try (SteppedProducer wsp = new SteppedProducer(
                otherBus,
                oracle,
                world.catalogue(),
                stamped,
                V1.withEnvelope(envelope -> envelope.withProvenance(Provenance.PACK)))) {
            RunSummary summary = wsp.run(world, otherBus);
            assertThat(summary.streamDigest()).isEqualTo(plain.streamDigest());
            assertThat(summary.planDigest()).isNotEqualTo(plain.planDigest());
        }
        assertThat(stamped.admitted())
                .hasSize(5)
                .allSatisfy(push -> assertThat(push.envelope())
                        .matches(".*\"schema_version\":\"v1\",\"trace_id\":\"[0-9a-f]{64}\",\"span_id\":\"testkit\","
                                + "\"payload\":.*"));
    }

    @Test
    void ready_forAnotherPlatformRunThanTheFactsView_isRefusedAndTheRightOneStreams() {
        try (SteppedProducer wsp = producer(V1)) {
            bus.publish("wrong", edited(world, payload("platform_run_id", OTHER_PLATFORM_RUN)));
            runAll(wsp);
            world.announceOn(bus);
            runAll(wsp);
            assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.REFUSED, ReadyDisposition.COMPLETED);
            assertThat(wsp.heard.finished.get(0).violations())
                    .extracting(violation -> violation.code() + " " + violation.path())
                    .containsExactly(
                            "RUN_ID_MISMATCH facts_view#/platform_run_id",
                            "RUN_ID_MISMATCH facts_view#/pins/platform_run_id");
        }
    }

    @Test
    void reEmission_withoutProvenance_isTheSameReady() {
        try (SteppedProducer wsp = producer(V1)) {
            world.announceOn(bus);
            bus.publish("re-emitted", edited(world, message -> {
                message.withObject("/attributes").put("kind", "READY_REEMIT");
                message.withObject("/payload")
                        .put("emitted_at_utc", "2026-02-03T04:05:06Z")
                        .remove(List.of("service_release_id", "environment", "provenance"));
            }));
            runAll(wsp);
            assertThat(wsp.heard.statuses())
                    .containsExactlyInAnyOrder(ReadyDisposition.COMPLETED, ReadyDisposition.DUPLICATE);
        }
        assertThat(sink.pushes()).hasSize(5);
    }

    @Test
    void reEmission_forAnotherPlatformRun_isAMismatchAndTheFirstIsUntouched() {
        try (SteppedProducer wsp = producer(V1)) {
            world.announceOn(bus);
            bus.publish("while it streams", edited(world, payload("platform_run_id", OTHER_PLATFORM_RUN)));
            runAll(wsp);
            bus.publish("after its end", edited(world, payload("platform_run_id", OTHER_PLATFORM_RUN)));
            runAll(wsp);
            assertThat(wsp.heard.statuses())
                    .containsExactly(ReadyDisposition.REFUSED, ReadyDisposition.COMPLETED, ReadyDisposition.REFUSED);
            for (RunSummary refused : List.of(wsp.heard.finished.get(0), wsp.heard.finished.get(2))) {
                assertThat(only(refused))
                        .hasToString("RUN_ID_MISMATCH at ready#/payload/platform_run_id: is \"" + OTHER_PLATFORM_RUN
                                + "\", but the run was first announced from platform run \"" + platformRun + "\"");
            }
        }
        assertThat(bus.settlement("while it streams")).contains(Settlement.REFUSED);
        assertThat(sink.admitted()).hasSize(5);
    }

    @Test
    void conflict_fromAnotherPlatformRun_namesBoth() {
        try (SteppedProducer wsp = producer(V1)) {
            world.announceOn(bus);
            bus.publish(
                    "conflict",
                    edited(
                            world,
                            payload("platform_run_id", OTHER_PLATFORM_RUN)
                                    .andThen(payload("facts_view_ref", world.factsViewRef() + ".other"))));
            runAll(wsp);
            Violation violation = only(wsp.heard.finished.get(0));
            assertThat(violation.code()).isEqualTo(ReasonCode.READY_CONFLICT);
            assertThat(violation.message())
                    .contains(world.factsViewRef())
                    .endsWith("; the first is from platform run \"" + platformRun + "\", this one from \""
                            + OTHER_PLATFORM_RUN + "\"");
        }
    }

    /** The right READY must not be lost if the wrong one is still being checked when it arrives. */
    @Test
    void ready_whileAWrongOneIsChecked_staysOnTheBus() {
        try (SteppedProducer wsp = producer(V1)) {
            bus.publish("wrong", edited(world, payload("platform_run_id", OTHER_PLATFORM_RUN)));
            world.announceOn(bus);
            runAll(wsp);
            assertThat(wsp.heard.statuses())
                    .containsOnly(ReadyDisposition.REFUSED)
                    .hasSize(2);
            assertThat(bus.settlement(world.messageId())).contains(Settlement.REFUSED);
            bus.redeliver(world.messageId());
            runAll(wsp);
            assertThat(wsp.heard.statuses()).contains(ReadyDisposition.COMPLETED);
        }
    }

    @Test
    void conflict_withinOnePlatformRun_namesNone() {
        try (SteppedProducer wsp = producer(V1)) {
            world.announceOn(bus);
            bus.publish("conflict", edited(world, payload("bundle_hash", "0".repeat(64))));
            runAll(wsp);
            assertThat(only(wsp.heard.finished.get(0)).message()).doesNotContain("platform run");
        }
    }

    @Nested
    class OtherGeneration {
        @Test
        void second_underV0_isRefusedWithOneFinding() {
            try (SteppedProducer wsp = producer(V0)) {
                world.announceOn(bus);
                runAll(wsp);
                Violation violation = only(wsp.heard.only());
                assertThat(violation.code()).isEqualTo(ReasonCode.READY_INVALID);
                assertThat(violation.message())
                        .contains("second generation", "policy.envelope_contract is v0; set it to v1");
            }
            assertThat(oracle.resolved()).isEmpty();
            assertThat(sink.pushes()).isEmpty();
        }

        @Test
        void first_underV1_isRefusedWithOneFinding() {
            World first = Trades.world(5, 1000).pins(Trades.otherRun('9')).putInto(oracle);
            try (SteppedProducer wsp = producer(V1)) {
                first.announceOn(bus);
                runAll(wsp);
                Violation violation = only(wsp.heard.only());
                assertThat(violation.code()).isEqualTo(ReasonCode.READY_INVALID);
                assertThat(violation.message())
                        .contains("first generation", "policy.envelope_contract is v1; set it to v0");
            }
            assertThat(oracle.resolved()).isEmpty();
            assertThat(sink.pushes()).isEmpty();
        }

        @Test
        void factsView_ofTheFirst_underV1_isRefusedWithOneFinding() {
            World first = Trades.world(5, 1000).putInto(new InMemoryOracle());
            oracle.remove(RootKind.OBJECT_STORE, world.factsViewRef());
            oracle.put(RootKind.OBJECT_STORE, world.factsViewRef(), first.factsView());
            try (SteppedProducer wsp = producer(V1)) {
                world.announceOn(bus);
                runAll(wsp);
                Violation violation = only(wsp.heard.only());
                assertThat(violation.code()).isEqualTo(ReasonCode.FACTS_INVALID);
                assertThat(violation.message())
                        .contains("first generation", "policy.envelope_contract is v1; set it to v0");
            }
            assertThat(sink.pushes()).isEmpty();
        }
    }

    /** Hosts that share a durable store, one after another. */
    @Nested
    class AfterARestart {
        private static final StreamPolicy SLOW = V1.withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
                .withCheckpoint(new CheckpointPolicy(1, Duration.ofHours(1), Duration.ofMinutes(1)));

        private final ManualClock clock = new ManualClock();
        private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
        private final InMemoryRunLease lease = new InMemoryRunLease(clock);

        private SteppedProducer host(String name) {
            return new SteppedProducer(
                    bus,
                    oracle,
                    world.catalogue(),
                    sink,
                    SLOW,
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
        void run_resumed_checksItsSavedAnnouncement() {
            world.announceOn(bus);
            host("one").pass(Duration.ofSeconds(2));
            assertThat(sink.admitted()).isNotEmpty().hasSizeLessThan(5);
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
            SteppedProducer second = host("two");
            second.runToEndOfBus();
            assertThat(second.heard.statuses()).contains(ReadyDisposition.COMPLETED);
            assertThat(sink.admitted()).hasSize(5);
        }

        /** The facts view of this world names no release: only the first READY does. */
        @Test
        void run_resumedByAReEmissionWithoutItsPack_keepsItsStamps() {
            InMemoryOracle ownOracle = new InMemoryOracle();
            World own = Trades.world(5, 1000)
                    .contract(EnvelopeContract.V1)
                    .editFactsView(view -> (ObjectNode) view.without("oracle_pack_ref"))
                    .putInto(ownOracle);
            StreamPolicy stamping = SLOW.withEnvelope(envelope -> envelope.withProvenance(Provenance.PACK));
            own.announceOn(bus);
            SteppedProducer first = new SteppedProducer(
                    bus,
                    ownOracle,
                    own.catalogue(),
                    sink,
                    stamping,
                    clock,
                    settings -> settings.checkpoints(store, lease.as("one")));
            first.pass(Duration.ofSeconds(2));
            assertThat(sink.admitted()).isNotEmpty().hasSizeLessThan(5);
            first.control(own).stop();
            first.runToEnd();
            bus.publish("re-emitted", edited(own, message -> {
                message.withObject("/attributes").put("kind", "READY_REEMIT");
                message.withObject("/payload").remove("oracle_pack_ref");
            }));
            first.runToEndOfBus();
            assertThat(first.heard.statuses()).contains(ReadyDisposition.COMPLETED);
            assertThat(sink.admitted())
                    .hasSize(5)
                    .allSatisfy(push -> assertThat(push.envelope()).contains("\"span_id\":\"testkit\""));
        }

        @Test
        void reEmission_forAnotherPlatformRun_leavesTheSavedRunAlone() {
            world.announceOn(bus);
            SteppedProducer first = host("one");
            runAll(first);
            first.runToEndOfBus();
            assertThat(saved()).isEqualTo(RunState.COMPLETED);
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
            bus.publish("late", edited(world, payload("platform_run_id", OTHER_PLATFORM_RUN)));
            SteppedProducer second = host("two");
            runAll(second);
            assertThat(second.heard.finished)
                    .extracting(RunSummary::reason)
                    .containsExactly(ReasonCode.RUN_ID_MISMATCH);
            assertThat(saved()).isEqualTo(RunState.COMPLETED);
        }

        @Test
        void conflict_fromAnotherPlatformRun_namesTheSavedOne() {
            world.announceOn(bus);
            SteppedProducer first = host("one");
            first.runToEndOfBus();
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
            bus.publish(
                    "late",
                    edited(
                            world,
                            payload("platform_run_id", OTHER_PLATFORM_RUN)
                                    .andThen(payload("bundle_hash", "0".repeat(64)))));
            SteppedProducer second = host("two");
            runAll(second);
            Violation violation = only(second.heard.only());
            assertThat(violation.code()).isEqualTo(ReasonCode.READY_CONFLICT);
            assertThat(violation.message()).contains(OTHER_PLATFORM_RUN, platformRun);
        }

        @Test
        void run_refusedForAWrongReady_streamsOnceTheRightOneComes() {
            bus.publish("wrong", edited(world, payload("platform_run_id", OTHER_PLATFORM_RUN)));
            runAll(host("one"));
            assertThat(saved()).isEqualTo(RunState.REFUSED);
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
            world.announceOn(bus);
            SteppedProducer second = host("two");
            second.runToEndOfBus();
            assertThat(second.heard.statuses()).contains(ReadyDisposition.COMPLETED);
        }
    }
}
