package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The scanner's memory of earlier rows and its bound (I12); the properties cover the values that it reads. */
final class RowScannerTest {
    private final FieldValues values = new FieldValues(List.of("k"), 1);
    private final RowScanner scanner = new RowScanner(values, 500);

    private boolean scans(String row) {
        byte[] utf8 = row.getBytes(StandardCharsets.UTF_8);
        return scanner.scan(utf8, 0, utf8.length);
    }

    private static String row(String... names) {
        return List.of(names).stream()
                .map(name -> "\"" + name + "\":\"v " + name + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void aFieldIsFoundWhereverItStands() {
        for (String row : List.of(
                row("k"), row("a", "k"), row("k", "a"), row("a", "b", "k"), row("b", "k", "a"), row("a", "k", "b"))) {
            assertThat(scans(row)).as(row).isTrue();
            assertThat(values.text(0)).as(row).isEqualTo("v k");
        }
        assertThat(scans(row("a", "b"))).isTrue();
        assertThat(values.kind(0)).isNull();
    }

    /** A sequence that is known to be sound up to a name says nothing of that name. */
    @Test
    void aNameThatIsRepeatedIsSeenHoweverMuchIsKnown() {
        assertThat(scans(row("a", "k", "b"))).isTrue();
        assertThat(scans(row("b", "k", "a"))).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(scans(row("a", "k", "a"))).isFalse();
            assertThat(scans(row("a", "k", "b", "k"))).isFalse();
            assertThat(scans(row("a", "k", "b"))).isTrue();
        }
    }

    @Test
    void aNameOfMoreThan254BytesIsLeftToTheStrictReader() {
        assertThat(scans(row("k", "n".repeat(254)))).isTrue();
        assertThat(scans(row("k", "n".repeat(255)))).isFalse();
        assertThat(scans(row("k", "\u00fc".repeat(127)))).isTrue();
        assertThat(scans(row("k", "\u00fc".repeat(128)))).isFalse();
    }

    @Test
    void theSeventeenthWayOnFromAPlaceIsLeftToTheStrictReader() {
        for (int i = 0; i < 16; i++) {
            assertThat(scans(row("k", "n" + i))).isTrue();
        }
        assertThat(scans(row("k", "n16"))).isFalse();
        assertThat(scans(row("k", "n15"))).as("what is known stays known").isTrue();
        assertThat(scans(row("n16", "k"))).as("another place").isTrue();
    }

    @Test
    void soMuchIsRememberedAndNoMore() {
        String[] names = IntStream.range(0, 4096).mapToObj(i -> "n" + i).toArray(String[]::new);
        assertThat(scans(row(names))).isTrue();
        assertThat(scans(row("n1"))).isFalse();
        assertThat(scans(row(names))).isTrue();
    }

    /** The previous value in this place is compared first; a value that merely starts with it is a different one. */
    @Test
    void aValueThatBeginsLikeTheOneBeforeIsAnother() {
        for (String value :
                List.of("42", "423", "42", "4", "42", "42.5", "42", "42e1", "\"42\"", "\"42\"", "null", "42")) {
            for (int i = 0; i < 3; i++) {
                assertThat(scans("{\"k\":" + value + "}")).as(value).isTrue();
                assertThat(values.text(0)).isEqualTo(value.replace("\"", ""));
                assertThat(scans("{\"k\":" + value + ",\"l\":1}")).as(value).isTrue();
                assertThat(values.text(0)).isEqualTo(value.replace("\"", ""));
                assertThat(scans("{\"k\" : " + value + " }")).as(value).isTrue();
                assertThat(values.text(0)).isEqualTo(value.replace("\"", ""));
                for (String behind : List.of("x}", "}}", "", ",}", "\"}", " 1}", "]")) {
                    assertThat(scans("{\"k\":" + value + behind))
                            .as(value + behind)
                            .isFalse();
                }
            }
        }
    }
}
