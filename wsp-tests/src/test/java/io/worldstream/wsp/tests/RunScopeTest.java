package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.RunScope;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The allowlists of worlds, scenarios and runs: a READY outside is refused before an output is opened, and stays on the bus. */
class RunScopeTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Hex64 OTHER_WORLD = new Hex64("f".repeat(64));
    private static final RunId OTHER_RUN = new RunId("f".repeat(32));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();

    private World world(EnvelopeContract contract) {
        return Trades.world(5, 1000).contract(contract).putInto(oracle);
    }

    private static StreamPolicy policy(World world, UnaryOperator<RunScope> change) {
        return SteppedProducer.AS_FAST_AS_CAN_BE
                .withEnvelope(envelope -> envelope.withContract(world.contract()))
                .withSecurity(security -> security.withScope(change));
    }

    private SteppedProducer host(World world, UnaryOperator<RunScope> change) {
        return new SteppedProducer(bus, oracle, world.catalogue(), sink, policy(world, change));
    }

    private RunSummary refused(World world, UnaryOperator<RunScope> change) {
        RunSummary summary;
        try (SteppedProducer wsp = host(world, change)) {
            summary = wsp.run(world, bus);
            wsp.pass(POLL);
        }
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.RUN_NOT_ALLOWED);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.REFUSED);
        assertThat(oracle.resolved()).noneMatch(reference -> reference.root() == RootKind.ORACLE);
        assertThat(sink.pushes()).isEmpty();
        return summary;
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void ready_ofAWorldThatIsNotListed_isRefused(EnvelopeContract contract) {
        World world = world(contract);
        String path = contract == EnvelopeContract.V1
                ? "ready#/payload/manifest_fingerprint"
                : "facts_view#/pins/manifest_fingerprint";
        assertThat(refused(world, scope -> scope.withWorlds(Set.of(OTHER_WORLD)))
                        .violations())
                .singleElement()
                .hasToString("RUN_NOT_ALLOWED at " + path + ": is \""
                        + world.pins().manifestFingerprint() + "\", but security.worlds of this host does not list it");
    }

    @ParameterizedTest
    @EnumSource
    void ready_ofAScenarioThatIsNotListed_isRefused(EnvelopeContract contract) {
        assertThat(refused(world(contract), scope -> scope.withScenarios(Set.of("another")))
                        .violations())
                .singleElement()
                .asString()
                .endsWith("but security.scenarios of this host does not list it");
    }

    @ParameterizedTest
    @EnumSource
    void ready_ofARunThatIsNotListed_isRefusedAndNothingIsOpened(EnvelopeContract contract) {
        refused(world(contract), scope -> scope.withRuns(Set.of(OTHER_RUN)));
        assertThat(oracle.resolved()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void ready_withinAllLists_isStreamed(EnvelopeContract contract) {
        World world = world(contract);
        try (SteppedProducer wsp = host(
                world,
                scope -> scope.withWorlds(Set.of(OTHER_WORLD, world.pins().manifestFingerprint()))
                        .withScenarios(Set.of(world.pins().scenarioId()))
                        .withRuns(Set.of(world.runId())))) {
            assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.COMPLETED);
        }
    }

    @Test
    void ready_refused_isStreamedAfterARestartThatAllowsIt() {
        World world = world(EnvelopeContract.V0);
        refused(world, scope -> scope.withWorlds(Set.of(OTHER_WORLD)));
        bus.restart();
        try (SteppedProducer wsp = host(world, scope -> RunScope.ALL)) {
            wsp.pass(POLL);
            wsp.runToEnd();
            assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        }
    }

    @Test
    void dryRun_outside_isRefused() {
        World world = world(EnvelopeContract.V0);
        DryRun dryRun =
                new DryRun(oracle, world.catalogue(), policy(world, scope -> scope.withRuns(Set.of(OTHER_RUN))));
        ControlMessage.Ready ready =
                (ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC);
        assertThat(dryRun.explain(ready.signal()).summary().reason()).isEqualTo(ReasonCode.RUN_NOT_ALLOWED);
    }

    /** The refusal is about the host: another one must find the run as it was left. */
    @ParameterizedTest
    @EnumSource
    void unfinishedRun_outside_keepsItsStateForAHostThatMayStreamIt(EnvelopeContract contract) {
        World world = world(contract);
        ManualClock clock = new ManualClock();
        InMemoryCheckpointStore store = new InMemoryCheckpointStore();
        InMemoryRunLease lease = new InMemoryRunLease(clock);
        world.announceOn(bus);
        host(world, store, lease, clock, "one", scope -> RunScope.ALL).pass(Duration.ofSeconds(2));
        int before = sink.admitted().size();
        assertThat(before).isBetween(1, 4);
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        SteppedProducer elsewhere =
                host(world, store, lease, clock, "two", scope -> scope.withWorlds(Set.of(OTHER_WORLD)));
        elsewhere.resumeHalted();
        elsewhere.runToEndOfBus();
        assertThat(sink.admitted()).hasSize(before);
        RunLedger ledger = new RunLedger(store, lease, clock);
        assertThat(ledger.entry(world.runId()).orElseThrow().state().unfinished())
                .isTrue();
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        SteppedProducer back = host(world, store, lease, clock, "three", scope -> RunScope.ALL);
        back.runToEndOfBus();
        assertThat(back.heard.statuses()).contains(ReadyDisposition.COMPLETED);
        assertThat(sink.admitted()).hasSize(5);
    }

    private SteppedProducer host(
            World world,
            InMemoryCheckpointStore store,
            InMemoryRunLease lease,
            ManualClock clock,
            String name,
            UnaryOperator<RunScope> change) {
        StreamPolicy slow = policy(world, change)
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
}
