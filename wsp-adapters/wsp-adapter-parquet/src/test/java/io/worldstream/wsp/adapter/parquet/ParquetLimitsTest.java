package io.worldstream.wsp.adapter.parquet;

import static io.worldstream.wsp.adapter.parquet.ParquetAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** I12: each budget refuses what is over it, and nothing else. */
final class ParquetLimitsTest {
    private static final ParquetLimits DEFAULTS = ParquetLimits.DEFAULTS;

    private final byte[] file = WrittenFile.of("required binary s (STRING);", "required int32 n;")
            .options(builder -> builder.withDictionaryEncoding(false))
            .rows(
                    row -> row.append("s", "x".repeat(3000)).append("n", 1),
                    row -> row.append("s", "y").append("n", 2));

    @Test
    void aFooterOverItsLimit() throws IOException {
        assertRefused(file, DEFAULTS.withMaxFooterBytes(100), ReasonCode.LIMIT_EXCEEDED, "footer", "maxFooterBytes");
        assertThat(ReadRows.of(file, DEFAULTS.withMaxFooterBytes(file.length))).hasSize(2);
    }

    @Test
    void aPageOverItsLimit() throws IOException {
        assertRefused(file, DEFAULTS.withMaxPageBytes(3008), ReasonCode.LIMIT_EXCEEDED, "column \"s\"", "maxPageBytes");
        assertThat(ReadRows.of(file, DEFAULTS.withMaxPageBytes(3009))).hasSize(2);
    }

    @Test
    void allBuffersTogetherOverTheirLimit() throws IOException {
        assertRefused(file, DEFAULTS.withMaxBufferBytes(3000), ReasonCode.LIMIT_EXCEEDED, "maxBufferBytes");
        assertThat(ReadRows.of(file, DEFAULTS.withMaxBufferBytes(20_000))).hasSize(2);
    }

    @Test
    void aSchemaOfMoreNodesThanItsLimit() throws IOException {
        assertRefused(file, DEFAULTS.withMaxColumns(2), ReasonCode.LIMIT_EXCEEDED, "3", "maxColumns");
        assertThat(ReadRows.of(file, DEFAULTS.withMaxColumns(3))).hasSize(2);
    }

    @Test
    void aSchemaThatIsTooDeep() throws IOException {
        assertThat(ReadRows.of(nested(63))).hasSize(1);
        assertRefused(nested(64), ReasonCode.LIMIT_EXCEEDED, "depth", "65");
    }

    @Test
    void aRowLongerThanARowMayBe() throws IOException {
        int exact = "{\"s\":\"\",\"n\":1}".length() + 3000;
        assertRow(exact, true);
        assertRow(exact - 1, false);
        assertRow(10, false);
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> DEFAULTS.withMaxFooterBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withMaxPageBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withMaxPageBytes(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withMaxBufferBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withMaxColumns(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRow(int maxRowBytes, boolean fits) throws IOException {
        try (RowReader reader = new ParquetFormat().open(new StoredFile(file, 1000), maxRowBytes)) {
            if (fits) {
                assertThat(reader.advance()).isTrue();
                assertThat(reader.length()).isEqualTo(maxRowBytes);
            } else {
                assertThatThrownBy(reader::advance)
                        .isInstanceOfSatisfying(
                                WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ROW_TOO_LARGE));
                assertThat(reader.buffer().length).isLessThan(maxRowBytes + 2048);
            }
        }
    }

    private static byte[] nested(int groups) {
        String fields = "required group g { ".repeat(groups) + "required int32 n; " + "} ".repeat(groups);
        return WrittenFile.of(fields).rows(row -> {
            var group = row;
            for (int i = 0; i < groups; i++) {
                group = group.addGroup("g");
            }
            group.append("n", 1);
        });
    }
}
