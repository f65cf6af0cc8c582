package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ParquetFormatTest {
    private static final int ROWS = 250;

    private final ParquetFormat format = new ParquetFormat();

    @Test
    void everyCodecPageVersionAndEncodingGivesTheSameRows() throws IOException {
        List<String> expected = SampleFiles.texts(ROWS);
        for (byte[] file : SampleFiles.all(ROWS)) {
            assertThat(ReadRows.of(file)).isEqualTo(expected);
        }
    }

    @Test
    void aPartIsKnownByItsFirstBytes() {
        assertThat(recognises("part.parquet", "PAR1\u0015\u0004")).isTrue();
        assertThat(recognises("part.bin", "PARE")).isTrue();
        assertThat(recognises("part.parquet", "PAR")).isFalse();
        assertThat(recognises("part.parquet", "{\"a\":1}")).isFalse();
        assertThat(recognises("part.parquet", "")).isFalse();
    }

    @Test
    void rowsAreCountedFromOneAndMarkedAtEachRowGroup() throws IOException {
        byte[] file = SampleFiles.writer().rowsPerGroup(100).rows(SampleFiles.rows(ROWS));
        List<Long> marks = new ArrayList<>();
        try (RowReader reader = format.open(new StoredFile(file, 1000), ReadRows.MAX_ROW_BYTES)) {
            for (long row = 1; reader.advance(); row++) {
                assertThat(reader.rowNumber()).isEqualTo(row);
                assertThat(reader.mark() != RowReader.NO_MARK).isEqualTo(row % 100 == 1);
                if (reader.mark() != RowReader.NO_MARK) {
                    marks.add(reader.mark());
                }
            }
        }
        assertThat(marks).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aReaderStartsAtAMarkWithoutReadingWhatIsBeforeIt() throws IOException {
        byte[] file = SampleFiles.writer().rowsPerGroup(100).rows(SampleFiles.rows(ROWS));
        StoredFile whole = new StoredFile(file, 1 << 20);
        assertThat(ReadRows.rest(format.open(whole, ReadRows.MAX_ROW_BYTES))).hasSize(ROWS);
        for (int group = 0; group < 3; group++) {
            StoredFile content = new StoredFile(file, 1 << 20);
            RowReader reader = format.openAt(content, ReadRows.MAX_ROW_BYTES, group, group * 100L + 1);
            assertThat(reader.advance()).isTrue();
            assertThat(reader.rowNumber()).isEqualTo(group * 100L + 1);
            assertThat(reader.mark()).isEqualTo(group);
            assertThat(ReadRows.text(reader)).isEqualTo(SampleFiles.texts(ROWS).get(group * 100));
            assertThat(ReadRows.rest(reader)).isEqualTo(SampleFiles.texts(ROWS).subList(group * 100 + 1, ROWS));
            if (group > 0) {
                assertThat(content.given()).isLessThan(whole.given());
            }
        }
        assertThat(ReadRows.rest(format.openAt(new StoredFile(file, 1000), ReadRows.MAX_ROW_BYTES, 3, ROWS + 1L)))
                .isEmpty();
        assertThatThrownBy(() -> format.openAt(new StoredFile(file, 1000), ReadRows.MAX_ROW_BYTES, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileWithoutRowsHasNone() throws IOException {
        assertThat(ReadRows.of(SampleFiles.writer().rows(List.of()))).isEmpty();
    }

    @Test
    void openingReadsNothingAndClosingClosesTheContent() throws IOException {
        StoredFile content = new StoredFile(new byte[0], 1);
        try (RowReader reader = format.open(content, ReadRows.MAX_ROW_BYTES)) {
            assertThat(content.given()).isZero();
            assertThat(reader.rowNumber()).isZero();
        }
        assertThat(content.isClosed()).isTrue();
    }

    @Test
    void aReaderThatFailedFailsAgain() throws IOException {
        byte[] file = WrittenFile.of("required double d;")
                .rows(row -> row.append("d", Double.NaN), row -> row.append("d", 1.0));
        try (RowReader reader = format.open(new StoredFile(file, 1000), ReadRows.MAX_ROW_BYTES)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(reader::advance)
                        .isInstanceOfSatisfying(
                                WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ROW_INVALID));
                assertThat(reader.rowNumber()).isEqualTo(1);
            }
        }
    }

    @Test
    void rowsMakeNoGarbage() throws IOException {
        int rows = 20_000;
        byte[] file = WrittenFile.of(
                        "required int64 n;",
                        "optional binary s (STRING);",
                        "required double d;",
                        "required int64 at (TIMESTAMP(MICROS,true));",
                        "required group v (LIST) { repeated group list { optional int32 element; } }")
                .options(builder -> builder.withDictionaryEncoding(false))
                .rows(IntStream.range(0, rows)
                        .<WrittenFile.Row>mapToObj(n -> row -> {
                            row.append("n", (long) n)
                                    .append("s", "text " + n)
                                    .append("d", n / 100.0)
                                    .append("at", n * 1_000L);
                            row.addGroup("v").addGroup("list").append("element", n);
                        })
                        .toList());
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (RowReader reader = format.open(new StoredFile(file, 1 << 20), ReadRows.MAX_ROW_BYTES)) {
            // The first row reads the footer and makes the buffers.
            assertThat(reader.advance()).isTrue();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int n = 1; n < rows / 2; n++) {
                reader.advance();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(rows / 2 * 8L);
        }
    }

    private boolean recognises(String path, String head) {
        ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1));
        return format.recognises(new OraclePart(path, 100), bytes);
    }
}
