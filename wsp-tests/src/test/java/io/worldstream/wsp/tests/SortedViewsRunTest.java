package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.adapter.file.FileSortedStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.SortSummary;
import io.worldstream.wsp.report.SortSummary.Result;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.InMemorySortedStore;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.fake.SinkScript;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6, I8: runs of a world that was sorted once, whole, resumed, and with a view that is lost on the way. */
class SortedViewsRunTest {
    private static final int ROWS = 9_000;
    private static final int HALTS_AT = 5_000;
    private static final StreamPolicy POLICY = SteppedProducer.AS_FAST_AS_CAN_BE.withLimits(
            Limits.builder().sortBytes(200_000).readAheadEvents(8).build());

    @TempDir
    Path folder;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final InMemorySortedStore views = new InMemorySortedStore();
    private final ManualClock clock = new ManualClock();
    private final InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private SpillFolder spill = new SpillFolder(Path.of(""));
    private final World world = shuffledWorld().putInto(oracle);
    private List<String> envelopes = List.of();
    private @Nullable Hex64 digest;

    private static RowWorldBuilder shuffledWorld() {
        List<String> rows = new ArrayList<>(Trades.rows(ROWS, 1000));
        Collections.shuffle(rows, new Random(11));
        return Trades.world(PartRows.of(rows.subList(0, 6_000)), PartRows.of(rows.subList(6_000, ROWS)));
    }

    @BeforeEach
    void previewWithoutViews() throws IOException {
        spill = new SpillFolder(folder.resolve("spill"));
        Preview plain = Preview.of(
                DryRun.builder(oracle, world.catalogue(), POLICY)
                        .spillSpace(spill)
                        .build(),
                world);
        envelopes = plain.envelopes();
        digest = plain.digest();
    }

    @AfterEach
    void nothingIsOpen() {
        assertThat(oracle.stillOpen() + views.stillOpen()).isZero();
        assertThat(bus.violations()).isEmpty();
    }

    private SteppedProducer host(RecordingSink sink) {
        return new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                sink,
                POLICY,
                clock,
                with -> with.spillSpace(spill).sortedViews(views).checkpoints(checkpoints, lease.as("a host")));
    }

    private static List<EventId> admitted(RecordingSink sink) {
        return sink.admitted().stream().map(RecordedPush::eventId).toList();
    }

    private RecordingSink haltedRun() {
        SinkScript script = (push, usual) ->
                push.number() == HALTS_AT ? new PushOutcome.Rejected("400 SCHEMA_UNKNOWN") : usual.get();
        RecordingSink sink = RecordingSink.builder().script(script).build();
        try (SteppedProducer host = host(sink)) {
            assertThat(host.run(world, bus).status()).isEqualTo(ReadyDisposition.HALTED);
        }
        return sink;
    }

    private RunSummary resume(RecordingSink sink) {
        try (SteppedProducer host = host(sink)) {
            host.resumeHalted();
            host.runToEnd();
            return host.heard.only();
        }
    }

    @Test
    void resume_withView_readsNoByteOfThePartsAndEachEventOnce() {
        RecordingSink first = haltedRun();
        assertThat(views.commits()).hasSize(1);
        long read = oracle.bytesRead();
        int sorts = spill.opened();
        RecordingSink second = RecordingSink.create();
        RunSummary summary = resume(second);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.streamDigest()).isEqualTo(digest);
        List<EventId> all = new ArrayList<>(admitted(first));
        all.addAll(admitted(second));
        assertThat(all).doesNotHaveDuplicates().hasSize(ROWS);
        assertThat(oracle.bytesRead() - read)
                .as("facts view and proofs, but no part")
                .isLessThan(50_000);
        assertThat(spill.opened()).as("sorts").isEqualTo(sorts);
    }

    @Test
    void stream_viewLostOnTheWay_continuesFromTheParts() {
        SinkScript script = (push, usual) -> {
            if (push.number() == HALTS_AT) {
                views.failNextReads(Integer.MAX_VALUE);
            }
            return usual.get();
        };
        RecordingSink sink = RecordingSink.builder().script(script).build();
        try (SteppedProducer host = host(sink)) {
            RunSummary summary = host.run(world, bus);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(summary.streamDigest()).isEqualTo(digest);
        }
        assertThat(admitted(sink)).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(views.discards())
                .as("a store that is away says nothing about its views")
                .isEmpty();
    }

    /** The second one comes while the first one writes its view. */
    @Test
    void sort_twiceAtOnce_sortsOnce() throws Exception {
        AtomicInteger created = new AtomicInteger();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SortedStore slow = new SlowSortedStore(views, () -> {
            if (created.incrementAndGet() == 1) {
                writing.countDown();
                assertThat(goOn.await(2, TimeUnit.MINUTES)).isTrue();
            }
        });
        DryRun host = DryRun.builder(oracle, world.catalogue(), POLICY)
                .spillSpace(spill)
                .sortedViews(slow)
                .build();
        FutureTask<SortSummary> first = new FutureTask<>(() -> host.sort(Preview.ready(world)));
        FutureTask<SortSummary> second = new FutureTask<>(() -> host.sort(Preview.ready(world)));
        new Thread(first, "first").start();
        assertThat(writing.await(2, TimeUnit.MINUTES)).isTrue();
        Thread other = new Thread(second, "second");
        other.start();
        for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
                other.isAlive() && other.getState() != Thread.State.TIMED_WAITING;
                LockSupport.parkNanos(1_000_000)) {
            assertThat(System.nanoTime()).as("the second sort waits, or ends").isLessThan(end);
        }
        goOn.countDown();
        assertThat(first.get().outputs()).extracting(SortSummary.Output::result).containsExactly(Result.SORTED);
        assertThat(second.get().outputs())
                .extracting(SortSummary.Output::result)
                .containsExactly(Result.HAS_VIEW);
        assertThat(created).hasValue(1);
    }

    /** Does something before a view is written. */
    private record SlowSortedStore(SortedStore store, Step before) implements SortedStore {
        private interface Step {
            void run() throws InterruptedException;
        }

        @Override
        public Optional<PartContent> open(Hex64 key) throws IOException {
            return store.open(key);
        }

        @Override
        public SortedDraft create(Hex64 key) throws IOException {
            try {
                before.run();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return store.create(key);
        }

        @Override
        public List<SortedEntry> entries() throws IOException {
            return store.entries();
        }

        @Override
        public void discard(Hex64 key) throws IOException {
            store.discard(key);
        }
    }

    @Test
    void preview_twice_isTheSameAndSortsOnce() throws IOException {
        Path root = folder.resolve("views");
        for (int i = 0; i < 2; i++) {
            Preview preview = Preview.of(
                    DryRun.builder(oracle, world.catalogue(), POLICY)
                            .spillSpace(spill)
                            .sortedViews(new FileSortedStore(root))
                            .build(),
                    world);
            assertThat(preview.envelopes()).isEqualTo(envelopes);
            assertThat(preview.digest()).isEqualTo(digest);
        }
        assertThat(new FileSortedStore(root).entries()).hasSize(1);
        spill.assertWasUsedAndIsEmpty();
    }
}
