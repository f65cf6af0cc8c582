package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.InMemorySpillSpace;
import io.worldstream.wsp.testkit.fake.InMemorySurveyStore;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * I7, I11: no defect is silent. Whatever method of whatever adapter throws, whenever it does: it is told to the listener and to
 * whoever waits, it ends at most the run that it belongs to, and the next start completes what it ended.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class DefectsTest {
    private static final int ROWS = 40;

    /** Small budgets, so that the sort spills; a bad row, so that there is evidence. */
    private static final StreamPolicy POLICY = SteppedProducer.AS_FAST_AS_CAN_BE
            .withPush(push -> push.withMaxInFlight(4))
            .withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER))
            .withLimits(Limits.builder().sortBytes(2_000).readAheadEvents(8).build());

    /** Two runs of two worlds, and all that a host can have. */
    private static final class Stand {
        final InMemoryOracle oracle = new InMemoryOracle();
        final InMemoryReadySource bus = new InMemoryReadySource();
        final Clock clock = new SystemClock();
        final InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
        final InMemoryRunLease lease = new InMemoryRunLease(clock, Duration.ofSeconds(4));
        final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();
        final InMemorySurveyStore surveys = new InMemorySurveyStore();
        final InMemorySpillSpace spill = new InMemorySpillSpace();
        final RecordingSink gate = RecordingSink.builder().dedupe(true).build();
        final HeardEvents heard = new HeardEvents();
        final World first = world(1).putInto(oracle);
        final World second = world(2).pins(Trades.otherWorld(5, '5')).putInto(oracle);

        Stand() {
            first.announceOn(bus);
            second.announceOn(bus);
        }

        private static RowWorldBuilder world(int seed) {
            List<String> rows = new ArrayList<>(Trades.rows(ROWS, 1000));
            Collections.shuffle(rows, new Random(seed));
            rows.add("{\"n\":1000000,\"price\":1}");
            return Trades.world(PartRows.of(rows));
        }

        WorldStreamProducer.Builder builder(FaultyAdapters adapters) {
            return WorldStreamProducer.builder()
                    .readySource(adapters.wrap(ReadySource.class, bus))
                    .oracle(adapters.wrap(OracleReader.class, oracle))
                    .ingress(adapters.wrap(IngressSink.class, gate))
                    .catalogue(first.catalogue())
                    .policy(POLICY)
                    .checkpoints(
                            adapters.wrap(CheckpointStore.class, checkpoints),
                            adapters.wrap(RunLease.class, lease.as("host")),
                            adapters.wrap(DeadLetterSink.class, deadLetters))
                    .surveyStore(adapters.wrap(SurveyStore.class, surveys))
                    .spillSpace(adapters.wrap(SpillSpace.class, spill))
                    .clock(clock)
                    .listener(adapters.wrap(StreamListener.class, heard));
        }

        /** Waits until both READYs have their summary, however often the wait is told of a defect. */
        @Nullable Throwable awaitBoth(WorldStreamProducer wsp) {
            @Nullable Throwable told = null;
            do {
                @Nullable Throwable found = catchThrowable(wsp::awaitIdle);
                told = found == null ? told : found;
                Thread.onSpinWait();
            } while (heard.finished.size() < 2);
            @Nullable Throwable last = catchThrowable(wsp::awaitIdle);
            return last == null ? told : last;
        }

        /** A start without faults completes what an earlier one left. */
        void completeTheRest() throws InterruptedException {
            bus.restart();
            try (WorldStreamProducer wsp = builder(FaultyAdapters.counting())
                    .listener(StreamListener.NONE)
                    .build()) {
                wsp.start();
                wsp.awaitIdle();
            }
            assertThat(gate.admitted()).hasSize(2 * ROWS);
        }
    }

    private static void assertOnlyItsRunEnded(Stand stand) {
        List<RunSummary> ended = stand.heard.finished.stream()
                .filter(summary -> summary.status() != ReadyDisposition.COMPLETED)
                .toList();
        assertThat(stand.heard.finished).as("one summary for each READY").hasSize(2);
        assertThat(ended).as("runs that did not complete").hasSizeLessThanOrEqualTo(1);
        assertThat(ended).allSatisfy(summary -> {
            assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
            assertThat(summary.reason()).isEqualTo(ReasonCode.DEFECT);
            assertThat(stand.heard.failed).containsKey(String.valueOf(summary.runId()));
        });
    }

    private static void assertTold(Stand stand, @Nullable Throwable told, Throwable fault) {
        assertThat(told).isInstanceOf(IllegalStateException.class).hasRootCause(fault);
        assertThat(stand.heard.failed.values()).contains(fault);
    }

    @TestFactory
    Stream<DynamicTest> anErrorInAnyCallOfAnyAdapter() throws InterruptedException {
        Stand whole = new Stand();
        FaultyAdapters counting = FaultyAdapters.counting();
        try (WorldStreamProducer wsp = whole.builder(counting).build()) {
            wsp.start();
            wsp.awaitIdle();
        }
        assertThat(whole.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED, ReadyDisposition.COMPLETED);
        return counting.calls().entrySet().stream()
                // Asked when the producer is built, whose caller gets the error.
                .filter(method -> !method.getKey().equals("ReadySource.topic"))
                .filter(method -> !method.getKey().equals("StreamListener.onFailed"))
                .flatMap(method -> IntStream.of(1, 2, method.getValue() / 2, method.getValue())
                        .filter(call -> call >= 1 && call <= method.getValue())
                        .distinct()
                        .mapToObj(call -> DynamicTest.dynamicTest(
                                method.getKey() + ", call " + call, () -> anError(method.getKey(), call))));
    }

    private static void anError(String method, int call) throws InterruptedException {
        Stand stand = new Stand();
        Throwable fault = new NoClassDefFoundError("planted in " + method);
        FaultyAdapters adapters = new FaultyAdapters(method, call, fault);
        try (WorldStreamProducer wsp = stand.builder(adapters).build()) {
            wsp.start();
            @Nullable Throwable told = stand.awaitBoth(wsp);
            if (adapters.thrown()) {
                assertTold(stand, told, fault);
            }
        }
        assertOnlyItsRunEnded(stand);
        stand.completeTheRest();
    }

    @TestFactory
    Stream<DynamicTest> anExecutorThatRejectsATask() {
        return IntStream.rangeClosed(1, 60)
                .mapToObj(task -> DynamicTest.dynamicTest("task " + task, () -> rejects(task)));
    }

    private static void rejects(int task) throws InterruptedException {
        Stand stand = new Stand();
        Throwable fault = new RejectedExecutionException("planted");
        FaultyAdapters adapters = new FaultyAdapters("Executor.execute", task, fault);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (WorldStreamProducer wsp = stand.builder(adapters)
                .background(adapters.wrap(Executor.class, threads))
                .build()) {
            wsp.start();
            @Nullable Throwable told = stand.awaitBoth(wsp);
            if (adapters.thrown()) {
                assertTold(stand, told, fault);
            }
        } finally {
            threads.shutdown();
        }
        assertOnlyItsRunEnded(stand);
        stand.completeTheRest();
    }

    /** A clock belongs to no run: every run ends, and whoever waits is told why. */
    @Test
    void anErrorOfTheClock_endsTheEngineAndSaysSo() throws InterruptedException {
        Stand stand = new Stand();
        Throwable fault = new NoClassDefFoundError("planted in the clock");
        FaultyAdapters adapters = new FaultyAdapters("Clock.monotonicNanos", 200, fault);
        try (WorldStreamProducer wsp = stand.builder(adapters)
                .clock(adapters.wrap(Clock.class, stand.clock))
                .build()) {
            wsp.start();
            @Nullable Throwable told;
            do {
                told = catchThrowable(wsp::awaitIdle);
            } while (told == null);
            assertTold(stand, told, fault);
        }
        stand.completeTheRest();
    }

    /** A listener that restores an interrupt must not end the thread that all runs share. */
    @Test
    void anInterruptOfTheEnginesThread_isNoReasonToStop() throws InterruptedException {
        Stand stand = new Stand();
        CountDownLatch interrupted = new CountDownLatch(1);
        StreamListener restoring = new StreamListener() {
            @Override
            public void onPlanned(RunEvent.Planned event) {
                interrupted.countDown();
                Thread.currentThread().interrupt();
            }

            @Override
            public void onFinished(StreamEvent.Finished event) {
                stand.heard.onFinished(event);
            }
        };
        try (WorldStreamProducer wsp =
                stand.builder(FaultyAdapters.counting()).listener(restoring).build()) {
            wsp.start();
            wsp.awaitIdle();
        }
        assertThat(interrupted.getCount()).isZero();
        assertThat(stand.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED, ReadyDisposition.COMPLETED);
    }
}
