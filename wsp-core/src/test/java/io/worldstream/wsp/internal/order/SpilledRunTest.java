package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.MemorySpillSpace;
import io.worldstream.wsp.internal.samples.MemorySpillSpace.ReadFault;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.samples.TestRows;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Data that the disk returns altered never becomes a row. */
class SpilledRunTest {
    /** Of up to 2 KB, so that there are several blocks. */
    private static final List<Row> ROWS = new ArrayList<>();

    static {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            ROWS.add(TestRows.of(
                    TestWorld.row(i, "\"é" + i + "\"", ",\"p\":\"" + "p".repeat(random.nextInt(2_000)) + "\"")));
        }
    }

    private final MemorySpillSpace space = new MemorySpillSpace();
    private final List<String> texts = new ArrayList<>();
    /** For each row, how many bytes there are up to the end of its block. */
    private final List<Long> blockEnds = new ArrayList<>();

    private SpillFile file() throws IOException {
        return space.open(TestPlans.PINS.runId()).create();
    }

    private SpilledRun written(SpillFile file) {
        SpilledRun run = new SpilledRun(file, new ByteBuilder(16), Cancellation.NEVER);
        ROWS.forEach(row -> append(run, row));
        run.flush();
        endBlock();
        return run;
    }

    private void append(SpilledRun run, Row row) {
        texts.add(TestWorld.text(row));
        long before = space.written();
        run.append(row);
        if (space.written() > before) {
            endBlock();
        }
    }

    private void endBlock() {
        while (blockEnds.size() < texts.size()) {
            blockEnds.add(space.written());
        }
    }

    private static void readInto(List<String> read, SpilledRun run) {
        RowSource rows = run.read();
        while (rows.advance()) {
            read.add(TestWorld.text(rows.head()));
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        SpilledRun run = written(file());
        space.shortReads(1_000);
        List<String> read = new ArrayList<>();
        readInto(read, run);
        assertThat(read).isEqualTo(texts);
        assertThat(blockEnds.stream().distinct()).hasSizeGreaterThan(4);
    }

    @Test
    void allOfARowIsKept() throws IOException {
        Row row = TestRows.of("{\"at\":-5,\"k\":\"a\\u0041\\\"\",\"n\":-0}");
        row.locate(7, 1L << 40);
        SpilledRun run = new SpilledRun(file(), new ByteBuilder(16), Cancellation.NEVER);
        run.append(row);
        run.flush();
        RowSource rows = run.read();
        assertThat(rows.advance()).isTrue();
        Row read = rows.head();
        assertThat(read.compareTo(row)).isZero();
        assertThat(read.sameText(row)).isTrue();
        assertThat(read.part()).isEqualTo(7);
        assertThat(read.number()).isEqualTo(1L << 40);
        assertThat(read.tsMicros()).isEqualTo(-5);
        assertThat(read).hasToString(row.toString());
        assertThat(rows.advance()).isFalse();
    }

    @Test
    void aRowMayBeLongerThanABlock() throws IOException {
        SpilledRun run = new SpilledRun(file(), new ByteBuilder(16), Cancellation.NEVER);
        append(run, TestRows.of(TestWorld.row(1, "1")));
        append(run, TestRows.of(TestWorld.row(2, "1", ",\"p\":\"" + "p".repeat(5 * SpilledRun.BLOCK_BYTES) + "\"")));
        append(run, TestRows.of(TestWorld.row(3, "1")));
        run.flush();
        List<String> read = new ArrayList<>();
        readInto(read, run);
        assertThat(read).isEqualTo(texts);
        assertThat(run.longestBlock()).isGreaterThan(5 * SpilledRun.BLOCK_BYTES);
    }

    @Test
    void aRunWithoutARowHasNone() throws IOException {
        SpilledRun run = new SpilledRun(file(), new ByteBuilder(16), Cancellation.NEVER);
        run.flush();
        assertThat(run.read().advance()).isFalse();
    }

    @Property(tries = 150)
    void nothingIsHandedOutOfABlockThatIsOtherwiseThanItWasWritten(@ForAll ReadFault fault, @ForAll Random random)
            throws IOException {
        new SpilledRunTest().assertStopsAt(fault, random.nextInt(400_000));
    }

    @Test
    void aHeaderIsOfItsBlock() throws IOException {
        written(file());
        List<Long> starts = new ArrayList<>(List.of(0L));
        blockEnds.stream().distinct().forEach(starts::add);
        starts.remove(starts.size() - 1);
        for (ReadFault fault : ReadFault.values()) {
            for (long start : starts) {
                for (int i = 0; i < 8; i++) {
                    new SpilledRunTest().assertStopsAt(fault, start + i);
                }
            }
        }
    }

    private void assertStopsAt(ReadFault fault, long at) throws IOException {
        space.faultAt(fault, at);
        SpilledRun run = written(file());
        assertThat(at).isLessThan(space.written());
        List<String> read = new ArrayList<>();
        assertThatThrownBy(() -> readInto(read, run))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.SPILL_FAILED));
        long sound = blockEnds.stream().filter(end -> end <= at).count();
        assertThat(read).isEqualTo(texts.subList(0, (int) sound));
        run.remove();
    }
}
