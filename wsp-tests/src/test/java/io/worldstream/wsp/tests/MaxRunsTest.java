package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I12: what a bus holds does not decide how much a host does at once. */
class MaxRunsTest {
    private static final int RUNS = 9;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final ManualClock clock = new ManualClock();
    private final RecordingSink gate = RecordingSink.create();
    private final List<World> worlds = new ArrayList<>();

    private List<RunId> announceWorlds(long stepMillis) {
        for (int i = 1; i <= RUNS; i++) {
            World world = Trades.world(3, stepMillis)
                    .pins(Trades.otherWorld(i, Character.forDigit(i, 16)))
                    .putInto(oracle);
            worlds.add(world);
            world.announceOn(bus);
        }
        return worlds.stream().map(World::runId).toList();
    }

    private SteppedProducer host(StreamPolicy policy, UnaryOperator<WorldStreamProducer.Builder> settings) {
        return new SteppedProducer(bus, oracle, worlds.get(0).catalogue(), gate, policy, clock, settings);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, RUNS, 100})
    void readys_beyondTheBound_stayOnTheBusInOrder(int maxRuns) {
        List<RunId> announced = announceWorlds(60_000);
        try (SteppedProducer wsp = host(StreamPolicy.defaults(), with -> with.maxRuns(maxRuns))) {
            wsp.pass(Duration.ofSeconds(1));
            assertThat(wsp.runs()).containsExactlyInAnyOrderElementsOf(announced.subList(0, Math.min(maxRuns, RUNS)));
            assertThat(bus.waiting()).isEqualTo(Math.max(RUNS - maxRuns, 0));
            wsp.runToEndOfBus();
            assertThat(wsp.heard.finished).extracting(RunSummary::runId).hasSameElementsAs(announced);
            assertThat(wsp.heard.statuses()).hasSize(RUNS).containsOnly(ReadyDisposition.COMPLETED);
            if (maxRuns == 1) {
                assertThat(wsp.heard.finished).extracting(RunSummary::runId).containsExactlyElementsOf(announced);
            }
        }
    }

    @Test
    void unfinishedRuns_beyondTheBound_resumeOneAfterAnotherBeforeAnyReady() {
        InMemoryCheckpointStore store = new InMemoryCheckpointStore();
        InMemoryRunLease lease = new InMemoryRunLease(clock);
        announceWorlds(60_000);
        UnaryOperator<WorldStreamProducer.Builder> state = with -> with.checkpoints(store, lease.as("host"));
        try (SteppedProducer wsp = host(StreamPolicy.defaults(), state)) {
            wsp.pass(Duration.ofSeconds(61));
        }
        World late = Trades.world(3, 60_000).pins(Trades.otherWorld(12, 'c')).putInto(oracle);
        late.announceOn(bus);
        try (SteppedProducer wsp =
                host(StreamPolicy.defaults(), with -> state.apply(with).maxRuns(2))) {
            wsp.pass(Duration.ofSeconds(1));
            assertThat(wsp.runs()).hasSize(2).doesNotContain(late.runId());
            wsp.runToEndOfBus();
            assertThat(wsp.heard.statuses()).containsOnly(ReadyDisposition.COMPLETED);
            assertThat(wsp.heard.finished).extracting(RunSummary::runId).endsWith(late.runId());
        }
        assertThat(gate.admitted()).hasSize(3 * (RUNS + 1));
    }

    /** A run that another host streams must not keep other runs from starting. */
    @Nested
    class LeaseWaits {
        private static final Duration SECONDS = Duration.ofSeconds(5);

        private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
        private final InMemoryRunLease lease = new InMemoryRunLease(clock, Duration.ofDays(1));

        private SteppedProducer host(int maxRuns) {
            StreamPolicy policy = StreamPolicy.defaults().withSpeedup(Speedup.of("60"));
            return MaxRunsTest.this.host(
                    policy, with -> with.checkpoints(store, lease.as("host")).maxRuns(maxRuns));
        }

        private RunLease.Grant heldElsewhere(RunId run) throws IOException {
            return lease.as("another host").acquire(run).orElseThrow();
        }

        @Test
        void runsThatWait_keepNoOtherFromStarting() throws IOException {
            List<RunId> announced = announceWorlds(60_000);
            List<RunLease.Grant> held = List.of(heldElsewhere(announced.get(0)), heldElsewhere(announced.get(1)));
            try (SteppedProducer wsp = host(1)) {
                wsp.pass(Duration.ofSeconds(59));
                assertThat(wsp.runs())
                        .as("it may be its own lease, from before a crash")
                        .hasSize(1);
                wsp.pass(Duration.ofMinutes(2));
                assertThat(wsp.heard.of(RunEvent.LeaseWaiting.class)).hasSize(2);
                assertThat(wsp.heard.statuses()).hasSize(RUNS - 2).containsOnly(ReadyDisposition.COMPLETED);
                assertThat(wsp.runs()).containsExactlyInAnyOrderElementsOf(announced.subList(0, 2));
                for (RunLease.Grant grant : held) {
                    grant.release();
                }
                wsp.runToEnd();
                assertThat(wsp.heard.statuses()).hasSize(RUNS).containsOnly(ReadyDisposition.COMPLETED);
            }
            assertThat(gate.admitted()).hasSize(3 * RUNS);
        }

        @Test
        void runThatWaits_leaseReleased_startsOnlyOnceThereIsRoom() throws IOException {
            List<RunId> announced = announceWorlds(600_000);
            RunLease.Grant held = heldElsewhere(announced.get(0));
            try (SteppedProducer wsp = host(1)) {
                wsp.pass(Duration.ofSeconds(62));
                RunId second = announced.get(1);
                assertThat(wsp.runs()).containsExactlyInAnyOrder(announced.get(0), second);
                held.release();
                wsp.pass(SECONDS);
                assertThat(lease.holder(announced.get(0)))
                        .as("not taken without room")
                        .isEmpty();
                wsp.pass(Duration.ofSeconds(16));
                assertThat(wsp.heard.finished).extracting(RunSummary::runId).containsExactly(second);
                assertThat(lease.holder(announced.get(0)))
                        .as("before the READYs behind it")
                        .isPresent();
                wsp.runToEndOfBus();
                assertThat(wsp.heard.statuses()).hasSize(RUNS).containsOnly(ReadyDisposition.COMPLETED);
            }
            assertOneAfterAnother();
        }

        /** No two of the runs streamed at a time: each is a block of three events. */
        private void assertOneAfterAnother() {
            List<RecordedPush> sent = gate.admitted();
            assertThat(sent).hasSize(3 * RUNS);
            for (int i = 0; i < sent.size(); i += 3) {
                assertThat(runOf(sent.get(i))).isEqualTo(runOf(sent.get(i + 1))).isEqualTo(runOf(sent.get(i + 2)));
            }
        }

        private String runOf(RecordedPush push) {
            return worlds.stream()
                    .map(world -> world.runId().value())
                    .filter(push.envelope()::contains)
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void runsThatWait_areBounded() throws IOException {
            announceWorlds(60_000);
            String message = new String(worlds.get(0).readyMessage(), StandardCharsets.UTF_8);
            int others = 100;
            for (int i = 0; i < others; i++) {
                RunId run = new RunId(String.format("%032x", 1000 + i));
                heldElsewhere(run);
                String ready = message.replace(worlds.get(0).runId().value(), run.value())
                        .replace(worlds.get(0).messageId(), "m" + i);
                bus.publish("m" + i, ready.getBytes(StandardCharsets.UTF_8));
            }
            try (SteppedProducer wsp = host(2)) {
                wsp.pass(Duration.ofHours(1));
                assertThat(wsp.heard.statuses()).hasSize(RUNS).containsOnly(ReadyDisposition.COMPLETED);
                assertThat(wsp.runs().size())
                        .as("runs that wait, and the last poll")
                        .isBetween(64, 64 + 2);
                assertThat(bus.waiting()).isEqualTo(others - wsp.runs().size());
            }
        }

        /** A resume must take effect at once, so the place of a paused run is not given away. */
        @Test
        void pausedRun_keepsItsPlace() {
            List<RunId> announced = announceWorlds(60_000);
            try (SteppedProducer wsp = host(1)) {
                wsp.pass(Duration.ofMillis(500));
                wsp.control(worlds.get(0)).pause();
                wsp.pass(SECONDS);
                assertThat(wsp.runs()).containsExactly(announced.get(0));
                wsp.control(worlds.get(0)).resume();
                wsp.runToEndOfBus();
                assertThat(wsp.heard.statuses()).hasSize(RUNS).containsOnly(ReadyDisposition.COMPLETED);
            }
        }
    }

    @Test
    void maxRuns_outOfRange_isRefused() {
        for (int wrong : new int[] {Integer.MIN_VALUE, 0, 10_001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WorldStreamProducer.builder().maxRuns(wrong))
                    .withMessageContaining("from 1 to 10000");
        }
    }

    /** A bus full of other signals is passed over by one thread, in order. */
    @Test
    @Timeout(120)
    void foreignMessages_howeverMany_useFewThreads() throws InterruptedException {
        World world = Trades.world(3, 0).putInto(oracle);
        int messages = 5_000;
        for (int i = 0; i < messages; i++) {
            bus.publish("terminal " + i, "{\"topic\":\"another\"}".getBytes(StandardCharsets.UTF_8));
        }
        world.announceOn(bus);
        Set<Thread> settling = ConcurrentHashMap.newKeySet();
        HeardEvents heard = new HeardEvents();
        try (WorldStreamProducer wsp = WorldStreamProducer.builder()
                .readySource(new WatchedSource(bus, settling))
                .oracle(oracle)
                .ingress(gate)
                .catalogue(world.catalogue())
                .policy(SteppedProducer.AS_FAST_AS_CAN_BE)
                .maxRuns(1)
                .listener(heard)
                .build()) {
            wsp.start();
            wsp.awaitIdle();
        }
        assertThat(settling).as("threads that settled").hasSizeBetween(1, 8);
        assertThat(heard.ignored).hasSize(messages);
        assertThat(heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(bus.settlements())
                .hasSize(messages + 1)
                .filteredOn(settled -> settled.settlement() == Settlement.IGNORED)
                .extracting(InMemoryReadySource.Settled::name)
                .as("settled in order")
                .containsExactlyElementsOf(IntStream.range(0, messages)
                        .mapToObj(i -> "terminal " + i)
                        .toList());
    }
}
