package io.worldstream.wsp.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a part is cut into rows (contracts 12). */
final class JsonLinesReaderTest {
    /** Reads that give all there is. */
    static int all(int available) {
        return available;
    }

    /** Reads that give the least that they may. */
    static int one(int available) {
        return 1;
    }

    /** Each row as {@code number:text}, and how it ended if not well. */
    static List<String> rows(byte[] bytes, int maxRowBytes, IntUnaryOperator grant) {
        InMemoryContent content = new InMemoryContent(bytes, grant);
        List<String> rows = rows(new JsonLinesReader(content, maxRowBytes));
        assertThat(content.closed()).isTrue();
        return rows;
    }

    /** As {@link #rows}, from a mark on. */
    static List<String> rowsFrom(byte[] bytes, int maxRowBytes, long mark, long rowNumber) {
        InMemoryContent content = new InMemoryContent(bytes, JsonLinesReaderTest::all);
        return rows(new JsonLinesFormat().openAt(content, maxRowBytes, mark, rowNumber));
    }

    /** Mark and number of each row up to the first fault. */
    static List<long[]> marks(byte[] bytes, int maxRowBytes, IntUnaryOperator grant) {
        List<long[]> marks = new ArrayList<>();
        try (RowReader reader = new JsonLinesReader(new InMemoryContent(bytes, grant), maxRowBytes)) {
            while (reader.advance()) {
                marks.add(new long[] {reader.mark(), reader.rowNumber()});
            }
        } catch (WspException e) {
            // Rows before the fault have marks.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return marks;
    }

    private static List<String> rows(RowReader reader) {
        List<String> rows = new ArrayList<>();
        try (reader) {
            while (reader.advance()) {
                rows.add(reader.rowNumber() + ":"
                        + new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
            }
            assertThat(reader.advance()).as("the end stays the end").isFalse();
        } catch (WspException e) {
            rows.add(reader.rowNumber() + ":" + e.code());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    @Test
    void aGzipPartHasNoMarks() {
        assertThat(marks(gzip(utf8("{}\n{}\n")), 10, JsonLinesReaderTest::all))
                .extracting(mark -> mark[0])
                .containsExactly(RowReader.NO_MARK, RowReader.NO_MARK);
    }

    private static List<String> rows(String text) {
        return rows(utf8(text), 1000, JsonLinesReaderTest::all);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... arrays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] array : arrays) {
            out.writeBytes(array);
        }
        return out.toByteArray();
    }

    static List<List<String>> texts() {
        return List.of(
                List.of(""),
                List.of("\n"),
                List.of("\r\n \t\r\n\n"),
                List.of("   "),
                List.of("{}\n", "1:{}"),
                List.of("{}", "1:{}"),
                List.of("{}\r", "1:{}"),
                List.of("{}\r\n{}\r\n", "1:{}", "2:{}"),
                List.of("\n\n{}\n\n{}\n\n", "3:{}", "5:{}"),
                List.of(" {\"a\": 1} \t\n\t{} ", "1:{\"a\": 1}", "2:{}"),
                List.of("{\"a\":\r1}\n", "1:{\"a\":\r1}"),
                List.of(
                        "{\"a\":\"\u00fc\ud83d\ude80\u2028\u0085\"}\n{}",
                        "1:{\"a\":\"\u00fc\ud83d\ude80\u2028\u0085\"}",
                        "2:{}"),
                List.of("\ufeff{}\n", "1:\ufeff{}"),
                List.of("not json\n}{\n", "1:not json", "2:}{"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void linesAreRowsAndBlankOnesAreNot(List<String> textAndRows) {
        byte[] bytes = utf8(textAndRows.get(0));
        List<String> rows = textAndRows.subList(1, textAndRows.size());
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::all)).isEqualTo(rows);
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::one)).isEqualTo(rows);
        assertThat(rows(gzip(bytes), 1000, JsonLinesReaderTest::all)).isEqualTo(rows);
        assertThat(rows(gzip(bytes), 1000, JsonLinesReaderTest::one)).isEqualTo(rows);
    }

    @Test
    void rowsMayCrossTheBordersOfTheBuffer() {
        List<String> lines = IntStream.range(0, 5000)
                .mapToObj(i -> "{\"i\":" + i + ",\"x\":\"" + "\u00fc".repeat(i % 97) + "\"}")
                .toList();
        byte[] bytes = utf8(String.join("\n", lines));
        List<String> expected = IntStream.range(0, 5000)
                .mapToObj(i -> (i + 1) + ":" + lines.get(i))
                .toList();
        assertThat(bytes.length).isGreaterThan(5 * (64 << 10));
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::all)).isEqualTo(expected);
        assertThat(rows(gzip(bytes), 1000, JsonLinesReaderTest::all)).isEqualTo(expected);
        assertThat(rows(bytes, 1000, available -> Math.min(available, 4093))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_534, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 300_000})
    void aRowMayBeLongerThanTheBuffer(int length) {
        String row = "{\"x\":\"" + "x".repeat(length - 8) + "\"}";
        for (String text : List.of(row, row + "\n{}", "{}\n" + row + "\r\n", " \n" + row)) {
            assertThat(rows(utf8(text), length, JsonLinesReaderTest::all))
                    .extracting(found -> found.substring(found.indexOf(':') + 1))
                    .isEqualTo(text.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"10, true", "11, false", "1000, false"})
    void aRowMayHaveAsManyBytesAsAreAllowed(int length, boolean allowed) {
        String row = "{\"x\":" + "1".repeat(length - 6) + "}";
        String last = allowed ? "2:" + row : "2:ROW_TOO_LARGE";
        for (String ending : List.of("", "\n", "\r\n", "\r", "\n\n", " \t\r\n")) {
            for (String leading : List.of("", " ", "\t ")) {
                byte[] bytes = utf8("{}\n" + leading + row + ending);
                List<String> expected = List.of("1:{}", last);
                assertThat(rows(bytes, 10, JsonLinesReaderTest::all)).isEqualTo(expected);
                assertThat(rows(bytes, 10, JsonLinesReaderTest::one)).isEqualTo(expected);
                assertThat(rows(gzip(bytes), 10, JsonLinesReaderTest::all)).isEqualTo(expected);
            }
        }
    }

    @Test
    void bytesAreCountedNotCharacters() {
        assertThat(rows(utf8("\"\u00fc\u00fc\u00fc\u00fc\""), 10, JsonLinesReaderTest::all))
                .containsExactly("1:\"\u00fc\u00fc\u00fc\u00fc\"");
        assertThat(rows(utf8("\"\u00fc\u00fc\u00fc\u00fc\u00fc\""), 10, JsonLinesReaderTest::all))
                .containsExactly("1:ROW_TOO_LARGE");
    }

    /** White space counts for nothing, however much of it there is and however it arrives. */
    @Test
    void whiteSpaceAroundARowIsWithoutBound() {
        String space = " \t\r".repeat(100_000);
        for (IntUnaryOperator grant :
                List.<IntUnaryOperator>of(JsonLinesReaderTest::all, available -> Math.min(available, 777))) {
            assertThat(rows(utf8(space + "\n" + space + "{}" + space + "\n" + space), 2, grant))
                    .containsExactly("2:{}");
            assertThat(rows(utf8("{" + space + "}"), 1000, grant)).containsExactly("1:ROW_TOO_LARGE");
        }
    }

    /** A line without an end, from a few kilobytes: it is refused long before it is all in memory. */
    @Test
    void aBombOfGzipIsRefusedAtItsFirstBytes() {
        byte[] bomb = gzip(new byte[100 << 20]);
        long[] read = {0};
        List<String> rows = rows(bomb, 1000, available -> {
            int count = Math.min(available, 512);
            read[0] += count;
            return count;
        });
        assertThat(rows).containsExactly("1:ROW_TOO_LARGE");
        assertThat(read[0]).isLessThan(5_000);
    }

    @Test
    void concatenatedMembersOfGzipAreOneText() {
        byte[] parts = concat(gzip(utf8("{\"a\":1}\n{\"b\"")), gzip(utf8("")), gzip(utf8(":2}\n")), gzip(utf8("{}")));
        assertThat(rows(parts, 1000, JsonLinesReaderTest::all)).containsExactly("1:{\"a\":1}", "2:{\"b\":2}", "3:{}");
        assertThat(rows(parts, 1000, JsonLinesReaderTest::one)).containsExactly("1:{\"a\":1}", "2:{\"b\":2}", "3:{}");
    }

    /** Where one member ends is where a file may end; anywhere else it was cut, and what is lost cannot be known. */
    @Test
    void gzipThatIsCutAnywhereElseThanBetweenMembersIsUnreadable() {
        byte[] first = gzip(utf8("{\"a\":1}\n"));
        byte[] both = concat(first, gzip(utf8("{\"b\":2}\n")));
        for (int length = 2; length < both.length; length++) {
            List<String> rows = rows(Arrays.copyOf(both, length), 1000, JsonLinesReaderTest::all);
            if (length == first.length) {
                assertThat(rows).containsExactly("1:{\"a\":1}");
            } else {
                assertThat(rows)
                        .as("the first %d bytes", length)
                        .last()
                        .asString()
                        .endsWith(":OBJECT_UNREADABLE");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 20, -8, -4, -1})
    void gzipThatIsDamagedIsUnreadable(int at) {
        byte[] bytes = gzip(utf8("{\"a\":1}\n".repeat(10)));
        bytes[at < 0 ? bytes.length + at : at] ^= 0x55;
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::all))
                .last()
                .asString()
                .endsWith(":OBJECT_UNREADABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{\"b\":2}\n", "\0\0\0x", "\0\0\0\37\213\10"})
    void somethingElseBehindGzipIsUnreadable(String garbage) {
        byte[] bytes = concat(gzip(utf8("{\"a\":1}\n")), utf8(garbage));
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::all))
                .last()
                .asString()
                .endsWith(":OBJECT_UNREADABLE");
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::one))
                .last()
                .asString()
                .endsWith(":OBJECT_UNREADABLE");
    }

    @Test
    void gzip_paddedWithZeros_isReadToItsLastRow() {
        byte[] bytes = concat(gzip(utf8("{\"a\":1}\n")), gzip(utf8("{\"b\":2}")), new byte[1_000]);
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::all)).containsExactly("1:{\"a\":1}", "2:{\"b\":2}");
        assertThat(rows(bytes, 1000, JsonLinesReaderTest::one)).containsExactly("1:{\"a\":1}", "2:{\"b\":2}");
    }

    @Test
    void aPartThatIsNeverReadIsClosed() throws IOException {
        InMemoryContent content = new InMemoryContent(utf8("{}"), JsonLinesReaderTest::all);
        new JsonLinesFormat().open(content, 10).close();
        assertThat(content.closed()).isTrue();
    }

    @Test
    void bytesThatCannotBeHadAreNotTheEnd() {
        InMemoryContent content = new InMemoryContent(utf8("{}\n{}"), available -> {
            throw new IllegalStateException("no bytes");
        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new JsonLinesReader(content, 10).advance());
    }

    @ParameterizedTest
    @CsvSource({
        "part-0.jsonl, x, true",
        "part-0.JSONL.GZ, x, true",
        "part-0.ndjson, x, true",
        "part-0.json.gz, x, true",
        "part-0, {, true",
        "part-0, '', true",
        "part-0.parquet, PAR1, false",
        "part-0.csv, 'a,b', false",
        "jsonl, x, false",
    })
    void aPartIsRecognisedByItsNameOrItsFirstBytes(String path, String head, boolean recognised) {
        ByteBuffer bytes = ByteBuffer.wrap(utf8("??" + head));
        bytes.position(2);
        assertThat(new JsonLinesFormat().recognises(new OraclePart(path, 7), bytes))
                .isEqualTo(recognised);
        assertThat(bytes.position()).isEqualTo(2);
    }

    @Test
    void gzipIsRecognisedByItsFirstBytes() {
        assertThat(new JsonLinesFormat().recognises(new OraclePart("x", 7), ByteBuffer.wrap(gzip(new byte[0]), 0, 16)))
                .isTrue();
        assertThat(new JsonLinesFormat().recognises(new OraclePart("x", 1), ByteBuffer.wrap(new byte[] {0x1f})))
                .isFalse();
        assertThat(rows(new byte[] {0x1f}, 10, JsonLinesReaderTest::all)).containsExactly("1:\u001f");
    }

    @Test
    void aFaultOfARowHasACode() {
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() ->
                        new JsonLinesReader(new InMemoryContent(utf8("{}{}"), JsonLinesReaderTest::all), 3).advance())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.ROW_TOO_LARGE));
        assertThat(rows("{}").stream().collect(Collectors.joining())).isEqualTo("1:{}");
    }
}
