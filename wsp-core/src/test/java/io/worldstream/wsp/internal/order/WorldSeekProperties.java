package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static io.worldstream.wsp.internal.samples.TestWorld.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.internal.format.JsonLinesFormat;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A stream that begins late reads neither less than its rows nor much more. */
class WorldSeekProperties {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int STEP_ROWS = 512;
    private static final int LONGEST_ROW = 300;

    /** A row of some length; the key makes it the only one of its instant. */
    private static String sized(long micros, int key, Random random) {
        return row(micros, String.valueOf(key), ",\"p\":\"" + "p".repeat(random.nextInt(200)) + "\"");
    }

    /** Bytes from the first row of an instant or later on. */
    private static long bytesFrom(List<String> rows, List<Long> times, long from) {
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            bytes += times.get(i) >= from ? rows.get(i).length() + 1 : 0;
        }
        return bytes;
    }

    /** One chunk is read to recognise a part, one holds the row at which its reader starts. */
    @Property(tries = 10)
    void whatIsSkippedOfAPlainSortedPartIsNotRead(
            @ForAll @IntRange(min = 1, max = 3) int parts,
            @ForAll @IntRange(max = 10_100) int from,
            @ForAll long seed) {
        Random random = new Random(seed);
        TestWorld world = new TestWorld();
        List<String> expected = new ArrayList<>();
        long needed = 0;
        long size = 0;
        for (int part = 0; part < parts; part++) {
            List<String> rows = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            long micros = 0;
            while (micros < 10_000) {
                rows.add(sized(micros, 100_000 * part + rows.size(), random));
                times.add(micros);
                if (micros >= from) {
                    expected.add("out " + rows.get(rows.size() - 1));
                }
                micros += random.nextInt(3);
            }
            needed += bytesFrom(rows, times, from);
            byte[] content = lines(rows);
            size += content.length;
            world.parts(content);
        }
        Survey survey = world.survey();
        long before = world.store().bytesRead();
        List<String> read = world.read(survey, from);
        long extra = world.store().bytesRead() - before - needed;
        assertThat(read).as("seed %d", seed).hasSameSizeAs(expected);
        assertThat(new HashSet<>(read)).as("seed %d", seed).isEqualTo(new HashSet<>(expected));
        assertThat(extra)
                .as("bytes of %d read beside the %d that are needed, seed %d", size, needed, seed)
                .isLessThanOrEqualTo(parts * (2L * CHUNK_BYTES + (long) STEP_ROWS * LONGEST_ROW));
    }

    /** Also where rows of a step of the index are far apart in time, and some rows stand far from where they belong. */
    @Property(tries = 20)
    void fromAnInstantOnNoRowIsMissed(
            @ForAll boolean declared,
            @ForAll boolean sparse,
            @ForAll @IntRange(max = 5_100) int from,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            long drift = random.nextInt(20) == 0 ? random.nextInt(1_000) : 0;
            long micros = i + drift;
            String text = row(micros, String.valueOf(i));
            rows.add(random.nextInt(50) == 0 ? "\n  " + text + "\r" : text);
            if (micros >= from) {
                expected.add("out " + text);
            }
        }
        TestWorld world = new TestWorld().parts(lines(rows));
        if (declared) {
            world.maxDisorder("out", 1_000);
        }
        if (sparse) {
            world.formats(new SparseMarks());
        }
        Survey survey = world.survey();
        List<String> all = world.read(survey, Long.MIN_VALUE);
        List<String> read = world.read(survey, from);
        assertThat(read).as("seed %d", seed).hasSameSizeAs(expected);
        assertThat(new HashSet<>(read)).as("seed %d", seed).isEqualTo(new HashSet<>(expected));
        assertThat(read).as("seed %d", seed).isEqualTo(all.subList(all.size() - read.size(), all.size()));
        assertThat(survey.rowsFrom(from)).as("seed %d", seed).isBetween((long) expected.size(), 4_000L);
    }

    /** Rows before the first mark belong to no mark. */
    @Example
    void rowsBeforeTheFirstMarkAreNotMissed() {
        List<String> rows = new ArrayList<>();
        rows.add(row(9_000, "1"));
        for (int i = 0; i < 4_000; i++) {
            rows.add(row(i, "2"));
        }
        TestWorld world = new TestWorld().formats(new SparseMarks()).parts(lines(rows));
        Survey survey = world.survey();
        assertThat(world.read(survey, 3_999)).containsExactly("out " + row(3_999, "2"), "out " + row(9_000, "1"));
        assertThat(world.read(survey, 4_000)).containsExactly("out " + row(9_000, "1"));
        assertThat(survey.rowsFrom(4_000)).isGreaterThanOrEqualTo(1);
    }

    @Example
    void rowsThatAreLeftOutAreNotSortedEither() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            rows.add(row(i ^ 1, "1"));
        }
        TestWorld world = new TestWorld()
                .limits(Limits.builder().sortBytes(10_000).build())
                .parts(lines(rows), utf8(""));
        Survey survey = world.survey();
        assertThat(world.read(survey, 4_990)).hasSize(10);
        assertThat(world.spill().created()).isZero();
    }

    /** JSON Lines whose readers can start at few rows, of which the first is none. */
    private static final class SparseMarks implements RowFormat {
        private final JsonLinesFormat lines = new JsonLinesFormat();

        @Override
        public boolean recognises(OraclePart part, ByteBuffer head) {
            return true;
        }

        @Override
        public boolean readsInOrder() {
            return true;
        }

        @Override
        public RowReader open(PartContent content, int maxRowBytes) {
            return new Reader(lines.open(content, maxRowBytes));
        }

        @Override
        public RowReader openAt(PartContent content, int maxRowBytes, long mark, long rowNumber) {
            return new Reader(lines.openAt(content, maxRowBytes, mark, rowNumber));
        }
    }

    private record Reader(RowReader rows) implements RowReader {
        @Override
        public boolean advance() throws IOException {
            return rows.advance();
        }

        @Override
        public byte[] buffer() {
            return rows.buffer();
        }

        @Override
        public int offset() {
            return rows.offset();
        }

        @Override
        public int length() {
            return rows.length();
        }

        @Override
        public long rowNumber() {
            return rows.rowNumber();
        }

        @Override
        public long mark() {
            return rows.rowNumber() % 100 == 7 ? rows.mark() : NO_MARK;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
