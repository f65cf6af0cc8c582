package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.MemorySpillSpace;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.samples.TestRows;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowSorterTest {
    private final MemorySpillSpace space = new MemorySpillSpace();

    private RowSorter sorter(RowOrder order, long memoryBytes) {
        return new RowSorter(
                order, memoryBytes, new Spill(space, TestPlans.PINS.runId(), Cancellation.NEVER), "too much");
    }

    private static List<Row> read(RowSource run) {
        List<Row> rows = new ArrayList<>();
        while (run.advance()) {
            rows.add(run.takeHead(new Row()));
        }
        return rows;
    }

    private static List<Row> shuffled(int count, int padding) {
        List<Row> rows = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            rows.add(TestRows.of(TestWorld.row(
                    random.nextInt(50), String.valueOf(random.nextInt(50)), ",\"p\":\"" + "p".repeat(padding) + "\"")));
        }
        return rows;
    }

    @Test
    void mergingEndsSoonAfterNobodyWantsTheRows() throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        try (Spill spill = new Spill(space, TestPlans.PINS.runId(), cancelled::get);
                RowSorter sorter = new RowSorter(RowOrder.STREAM, 1, spill, "too much")) {
            shuffled(23, 0).forEach(sorter::add);
            int created = space.created();
            cancelled.set(true);
            assertThatThrownBy(sorter::runs).isInstanceOf(CancellationException.class);
            assertThat(space.created()).as("nothing is merged").isLessThanOrEqualTo(created + 1);
        }
    }

    @Test
    void whatFitsStaysInMemory() throws IOException {
        RowSorter sorter = sorter(RowOrder.STREAM, 1 << 20);
        List<Row> rows = shuffled(500, 0);
        rows.forEach(sorter::add);
        List<RowSource> runs = sorter.runs();
        assertThat(runs).hasSize(1);
        assertThat(read(runs.get(0))).isSortedAccordingTo(RowOrder.STREAM).hasSize(500);
        assertThat(space.created()).isZero();
        runs.get(0).close();
        sorter.close();
    }

    @ParameterizedTest
    @EnumSource
    void runsAreSortedAndHaveAllRows(RowOrder order) throws IOException {
        RowSorter sorter = sorter(order, 20_000);
        List<Row> rows = shuffled(1_000, 100);
        rows.forEach(sorter::add);
        List<RowSource> runs = sorter.runs();
        assertThat(runs).hasSize(2);
        List<String> found = new ArrayList<>();
        for (RowSource run : runs) {
            List<Row> ofRun = read(run);
            assertThat(ofRun).isSortedAccordingTo(order);
            ofRun.forEach(row -> found.add(TestWorld.text(row)));
        }
        assertThat(found.stream().sorted())
                .isEqualTo(rows.stream().map(TestWorld::text).sorted().toList());
        sorter.close();
    }

    @Test
    void theOrderByKeyIsByOutputKeyAndTime() {
        List<Row> rows = new ArrayList<>();
        rows.add(TestRows.of(TestWorld.row(3, "1")));
        rows.add(TestRows.of(TestWorld.row(1, "2")));
        rows.add(TestRows.of(TestWorld.row(2, "1")));
        rows.sort(RowOrder.KEY);
        assertThat(rows).extracting(Row::tsMicros).containsExactly(2L, 3L, 1L);
        rows.sort(Comparator.naturalOrder());
        assertThat(rows).extracting(Row::tsMicros).containsExactly(1L, 2L, 3L);
    }

    /** A block of each run is in memory while runs are merged, so long rows let fewer be read side by side. */
    @ParameterizedTest
    @CsvSource({"100, 1000000, 7", "300000, 2000000, 3", "900000, 1000000, 2"})
    void soManyRunsAreReadSideBySideAsTheMemoryAllows(int padding, long memoryBytes, int most) {
        RowSorter sorter = sorter(RowOrder.STREAM, memoryBytes);
        Row row = TestRows.of(TestWorld.row(1, "1", ",\"p\":\"" + "p".repeat(padding) + "\""));
        for (long bytes = 0; bytes < 12 * memoryBytes; bytes += padding + 80) {
            sorter.add(row);
        }
        assertThat(sorter.runs()).hasSizeBetween(2, most);
        sorter.close();
    }

    @Test
    void filesThatWereMergedAreRemovedAtOnce() throws IOException {
        RowSorter sorter = sorter(RowOrder.STREAM, 1);
        shuffled(100, 0).forEach(sorter::add);
        assertThat(space.created())
                .as("two at a time, as soon as there are two of a level")
                .isEqualTo(197);
        assertThat(sorter.runs()).hasSize(2);
        assertThat(space.created()).isEqualTo(198);
        assertThat(space.mostFiles())
                .as("one of each of seven levels, and one that is written")
                .isEqualTo(8);
        assertThat(space.left()).as("two files and their area").isEqualTo(3);
        sorter.close();
        assertThat(space.left()).as("the area").isEqualTo(1);
    }

    @Test
    void withoutRoomTheMessageSaysWhatWasTooMuch() {
        RowSorter sorter = new RowSorter(
                RowOrder.STREAM, 1, new Spill(null, TestPlans.PINS.runId(), Cancellation.NEVER), "rows of x");
        assertThatThrownBy(() -> shuffled(1, 0).forEach(sorter::add)).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(ReasonCode.LIMIT_EXCEEDED);
            assertThat(e.getMessage()).contains("rows of x", "no spill space");
        });
    }
}
