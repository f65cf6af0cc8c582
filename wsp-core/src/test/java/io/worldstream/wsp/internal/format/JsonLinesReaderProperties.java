package io.worldstream.wsp.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Rows depend on a part's bytes alone, not on how they arrive (I6). */
final class JsonLinesReaderProperties {
    @Property
    void anySplitOfReadsGivesTheSameRows(
            @ForAll("texts") String text, @ForAll @IntRange(min = 2, max = 30) int maxRowBytes, @ForAll long seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> expected = JsonLinesReaderTest.rows(bytes, maxRowBytes, JsonLinesReaderTest::all);
        Random random = new Random(seed);
        assertThat(JsonLinesReaderTest.rows(bytes, maxRowBytes, available -> 1 + random.nextInt(available)))
                .isEqualTo(expected);
        assertThat(JsonLinesReaderTest.rows(bytes, maxRowBytes, available -> 1)).isEqualTo(expected);
    }

    @Property
    void anySplitIntoMembersOfGzipGivesTheSameRows(
            @ForAll("texts") String text, @ForAll @IntRange(min = 2, max = 30) int maxRowBytes, @ForAll long seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        int from = 0;
        do {
            int to = from + random.nextInt(bytes.length - from + 1);
            members.writeBytes(JsonLinesReaderTest.gzip(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        } while (from < bytes.length);
        assertThat(JsonLinesReaderTest.rows(
                        members.toByteArray(), maxRowBytes, available -> 1 + random.nextInt(available)))
                .isEqualTo(JsonLinesReaderTest.rows(bytes, maxRowBytes, JsonLinesReaderTest::all));
    }

    /** Without a bound in the way, the rows are the lines that are not blank. */
    @Property
    void theRowsAreTheLinesThatAreNotBlank(@ForAll("texts") String text) {
        List<String> rows = JsonLinesReaderTest.rows(
                text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, JsonLinesReaderTest::all);
        assertThat(rows)
                .extracting(row -> row.substring(row.indexOf(':') + 1))
                .isEqualTo(Arrays.stream(text.split("\n", -1))
                        .map(line -> line.replaceAll("^[ \t\r]+|[ \t\r]+$", ""))
                        .filter(line -> !line.isEmpty())
                        .toList());
    }

    /** A reader that starts at the mark of a row gives what is left from that row on, under the same numbers. */
    @Property
    void fromAnyMarkComeTheRowsFromThatRowOn(
            @ForAll("texts") String text, @ForAll @IntRange(min = 2, max = 30) int maxRowBytes, @ForAll long seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        List<String> all = JsonLinesReaderTest.rows(bytes, maxRowBytes, JsonLinesReaderTest::all);
        List<long[]> marks = JsonLinesReaderTest.marks(bytes, maxRowBytes, available -> 1 + random.nextInt(available));
        for (int i = 0; i < marks.size(); i++) {
            long mark = marks.get(i)[0];
            assertThat(mark).isGreaterThan(i == 0 ? -1 : marks.get(i - 1)[0]);
            assertThat(JsonLinesReaderTest.rowsFrom(bytes, maxRowBytes, mark, marks.get(i)[1]))
                    .isEqualTo(all.subList(i, all.size()));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "\n",
                        "\r\n",
                        "\r",
                        " ",
                        "\t",
                        "{}",
                        "{\"a\":1}",
                        "x",
                        "\u00fc",
                        "\ud83d\ude80",
                        "0123456789",
                        "                ")
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }
}
