package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.policy.KeyCheck;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.fake.SinkScript;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6, I12: parts in no order, sorted in files where memory does not do; and what is left of the files. */
class UnsortedPartsTest {
    private static final int ROWS = 600;
    private static final StreamPolicy SPILLING = SteppedProducer.AS_FAST_AS_CAN_BE.withLimits(
            Limits.builder().sortBytes(4_000).readAheadEvents(8).build());

    @TempDir
    Path folder;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private Path root = Path.of("");
    private SpillFolder spill = new SpillFolder(root);

    @BeforeEach
    void aFolder() {
        root = folder.resolve("spill");
        spill = new SpillFolder(root);
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private static Preview ofSortedWorld() throws IOException {
        InMemoryOracle sorted = new InMemoryOracle();
        World world = Trades.world(ROWS, 1000).putInto(sorted);
        return Preview.of(new DryRun(sorted, world.catalogue(), SPILLING), world);
    }

    private static List<String> shuffledRows() {
        List<String> rows = new ArrayList<>(Trades.rows(ROWS, 1000));
        Collections.shuffle(rows, new Random(11));
        return rows;
    }

    /** Two parts whose rows are in no order, and one that is sorted. */
    private World shuffledWorld() {
        List<String> rows = shuffledRows();
        return Trades.world(
                        PartRows.of(rows.subList(0, 250)),
                        PartRows.of(rows.subList(250, 500)),
                        PartRows.of(rows.subList(500, ROWS).stream().sorted().toList()))
                .putInto(oracle);
    }

    private Preview preview(World world, StreamPolicy policy) throws IOException {
        return Preview.of(
                DryRun.builder(oracle, world.catalogue(), policy)
                        .spillSpace(spill)
                        .build(),
                world);
    }

    private RunSummary run(World world, RecordingSink sink, StreamPolicy policy) {
        try (SteppedProducer wsp =
                new SteppedProducer(bus, oracle, world.catalogue(), sink, policy, with -> with.spillSpace(spill))) {
            return wsp.run(world, bus);
        } finally {
            assertThat(sink.violations()).isEmpty();
        }
    }

    @Test
    void shuffledPartsAreStreamedAsIfTheyWereSorted() throws IOException {
        Preview preview = preview(shuffledWorld(), SPILLING);
        assertThat(preview.envelopes()).isEqualTo(ofSortedWorld().envelopes());
        assertThat(preview.digest()).isEqualTo(ofSortedWorld().digest());
        spill.assertWasUsedAndIsEmpty();
    }

    @Test
    void aRunLeavesNothingOfWhatItPutAside() throws IOException {
        List<Integer> files = new ArrayList<>();
        SinkScript script = (push, usual) -> {
            files.add(SpillFolder.filesIn(root).size());
            return usual.get();
        };
        RunSummary summary =
                run(shuffledWorld(), RecordingSink.builder().script(script).build(), SPILLING);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.streamDigest()).isEqualTo(ofSortedWorld().digest());
        assertThat(files.get(0)).as("files while it streams").isPositive();
        spill.assertWasUsedAndIsEmpty();
    }

    @Test
    void aHaltLeavesNothingEither() {
        SinkScript script =
                (push, usual) -> push.number() == 10 ? new PushOutcome.Rejected("400 SCHEMA_UNKNOWN") : usual.get();
        RecordingSink sink = RecordingSink.builder().script(script).build();
        RunSummary summary = run(shuffledWorld(), sink, SPILLING);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.events().admitted()).isEqualTo(9);
        spill.assertWasUsedAndIsEmpty();
    }

    /** A row of the first key, five seconds behind the last row. */
    private World worldWithARepeatedKey() {
        List<String> rows = new ArrayList<>(shuffledRows());
        rows.add("{\"at\":" + (Trades.FIRST_MILLIS + (ROWS + 5) * 1000L) + ",\"n\":0,\"price\":11}");
        return Trades.world(PartRows.of(rows)).putInto(oracle);
    }

    @Test
    void aKeyThatComesTwiceIsRefusedWhereTheWholeWorldIsLookedAt() {
        RecordingSink sink = RecordingSink.create();
        RunSummary summary =
                run(worldWithARepeatedKey(), sink, SPILLING.withRead(read -> read.withKeyCheck(KeyCheck.WORLD)));
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo(ReasonCode.DUPLICATE_KEY_CONFLICT);
            assertThat(violation.path()).endsWith("part-00000.jsonl#row=" + (ROWS + 1));
            assertThat(violation.message())
                    .contains("has event time 2026-01-01T00:10:05.000000Z and the key of ")
                    .contains("#row=" + (shuffledRows().indexOf(Trades.row(0, 1000)) + 1))
                    .contains("which has event time 2026-01-01T00:00:00.000000Z");
        });
        assertThat(sink.pushes()).isEmpty();
        spill.assertWasUsedAndIsEmpty();
    }

    @Test
    void aKeyThatComesTwiceIsStreamedWhereOnlyInstantsAreLookedAt() {
        RecordingSink sink = RecordingSink.builder().dedupe(false).build();
        RunSummary summary = run(worldWithARepeatedKey(), sink, SPILLING);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events().admitted()).isEqualTo(ROWS + 1);
        assertThat(sink.pushes().get(ROWS).eventId())
                .isEqualTo(sink.pushes().get(0).eventId());
    }

    /** Each two neighbours have changed places, so that every other row is a second behind the one above it. */
    private World worldOfASecondsDisorder() {
        List<String> rows = new ArrayList<>(Trades.rows(ROWS, 1000));
        for (int i = 0; i < ROWS; i += 2) {
            Collections.swap(rows, i, i + 1);
        }
        return Trades.world(PartRows.of(rows)).putInto(oracle);
    }

    private static StreamPolicy maxDisorder(Duration bound) {
        return SPILLING.withRead(read -> read.withMaxDisorder(Trades.OUTPUT, bound));
    }

    @Test
    void disorderWithinItsBoundIsPutInOrderWithoutASort() throws IOException {
        Preview preview = preview(worldOfASecondsDisorder(), maxDisorder(Duration.ofSeconds(1)));
        assertThat(preview.envelopes()).isEqualTo(ofSortedWorld().envelopes());
        assertThat(preview.digest()).isEqualTo(ofSortedWorld().digest());
        assertThat(spill.opened()).isZero();
    }

    @Test
    void disorderBeyondItsBoundIsRefusedAndTheRowIsNamed() {
        RecordingSink sink = RecordingSink.create();
        RunSummary summary = run(worldOfASecondsDisorder(), sink, maxDisorder(Duration.ofMillis(999)));
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo(ReasonCode.ORDER_VIOLATION);
            assertThat(violation.path()).endsWith("part-00000.jsonl#row=2");
            assertThat(violation.message())
                    .contains(
                            "has event time 2026-01-01T00:00:00.000000Z, behind a row of 2026-01-01T00:00:01.000000Z");
        });
        assertThat(sink.pushes()).isEmpty();
    }
}
