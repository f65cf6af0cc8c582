package io.worldstream.wsp.internal.rows;

import static io.worldstream.wsp.internal.samples.ParsedRows.idTexts;
import static io.worldstream.wsp.internal.samples.ParsedRows.keyJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.ReasonCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One field of a key: its order (contracts 11) and its text in an id (contracts 6). */
final class RowKeyTest {
    private final KeyedRows rows = new KeyedRows("k");

    /** A row whose key is one JSON value. */
    private Row row(String value) {
        return rows.row(0, value);
    }

    /** Each before all that follow. */
    @Test
    void booleansComeBeforeNumbersBeforeStrings() {
        List<String> ascending = List.of(
                "false",
                "true",
                "-1e308",
                "-18446744073709551616",
                "-9223372036854775809",
                "-9223372036854775808",
                "-1000000000000000000",
                "-999999999999999999",
                "-99999999999999999",
                "-1.5",
                "-1",
                "-5e-324",
                "0",
                "5e-324",
                "0.1",
                "0.10000000000000001",
                "0.5",
                "1",
                "1.0000000000000001",
                "2",
                "10",
                "9007199254740992.0",
                "9007199254740993",
                "9007199254740994.0",
                "99999999999999999",
                "999999999999999999",
                "1000000000000000000",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616",
                "1.7976931348623157e308",
                "\"\"",
                "\"\\u0000\"",
                "\"-1\"",
                "\"1\"",
                "\"10\"",
                "\"2\"",
                "\"True\"",
                "\"a\"",
                "\"ab\"",
                "\"\u00fc\"",
                "\"\uffff\"",
                "\"\ud800\udc00\"",
                "\"\\ud800\\udc00a\"");
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(row(ascending.get(i)).compareTo(row(ascending.get(j)))))
                        .as("%s and %s", ascending.get(i), ascending.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "1, 1e0", "1.0, 1.00", "100, 1E+2", "0, -0", "0, 0.0", "-0.0, 0", "0e9, 0", "10.50, 1.05e1"})
    void numbersAreEqualWhateverTheirSpelling(String left, String right) {
        assertThat(row(left)).isEqualByComparingTo(row(right));
        assertThat(row(right)).isEqualByComparingTo(row(left));
    }

    @Test
    void stringsAreEqualWhateverTheirSpelling() {
        assertThat(row("\"\\u0061\\/\"")).isEqualByComparingTo(row("\"a/\""));
        assertThat(row("\"\\ud83d\\ude80\"")).isEqualByComparingTo(row("\"\ud83d\ude80\""));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-7, -7",
        "18446744073709551615, 18446744073709551615",
        "1.10, 1.1",
        "1E5, 100000.0",
        "-0.0, -0.0",
        "0.1000000000000000055511151231257827, 0.1",
    })
    void aNumberHasItsTextInAnIdAndItsSpellingInJson(String spelling, String idText) {
        assertThat(idTexts(row(spelling))).containsExactly(idText);
        assertThat(keyJson(row(spelling))).containsExactly(spelling);
    }

    @Test
    void booleansAndStringsHaveTheirTexts() {
        assertThat(idTexts(row("true"))).containsExactly("True");
        assertThat(idTexts(row("false"))).containsExactly("False");
        assertThat(keyJson(row("true"))).containsExactly("true");
        assertThat(keyJson(row("false"))).containsExactly("false");
        assertThat(idTexts(row("\"a|\\\"\\n\u00fc\""))).containsExactly("a|\"\n\u00fc");
        assertThat(keyJson(row("\"a|\\\"\\n\u00fc\""))).containsExactly("\"a|\\\"\\n\\u00fc\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1.8e308", "1e99999999999", "1e-99999999999"})
    void aDoubleThatIsOutOfRangeIsNoKey(String text) {
        assertThatExceptionOfType(RowFault.class)
                .isThrownBy(() -> rows.parse(0, text))
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReasonCode.PRIMARY_KEY_UNSUPPORTED));
    }

    @Test
    void aNumberOfMoreThan400CharactersIsNoKey() {
        assertThat(idTexts(row("9".repeat(400)))).containsExactly("9".repeat(400));
        assertThat(idTexts(row("0." + "1".repeat(398)))).containsExactly("0.1111111111111111");
        for (String longer : List.of("9".repeat(401), "0." + "1".repeat(399))) {
            assertThatExceptionOfType(RowFault.class)
                    .isThrownBy(() -> rows.parse(0, longer))
                    .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReasonCode.PRIMARY_KEY_UNSUPPORTED));
        }
    }

    /** Time first, then the output, then the key: field by field, each only where all before are equal. */
    @Test
    void theOrderIsTimeThenOutputThenKey() {
        List<Row> ascending = List.of(
                new KeyedRows(1, "k", "l").row(-5, "9", "9"),
                new KeyedRows(0, "k", "l").row(1, "1", "9"),
                new KeyedRows(0, "k", "l").row(1, "2", "1"),
                new KeyedRows(0, "k", "l").row(1, "2.0", "\"1\""),
                new KeyedRows(1, "k", "l").row(1, "1", "1"),
                new KeyedRows(0, "k", "l").row(2, "0", "0"));
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(ascending.get(i).compareTo(ascending.get(j))))
                        .as("%s and %s", ascending.get(i), ascending.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
        assertThat(ascending.get(1).compareKey(ascending.get(5))).isPositive();
    }

    @Test
    void aRowSaysItsPlaceAndNotItsText() {
        Row row = new KeyedRows(2, "k", "l").row(1_000_000, "7", "\"\u00fc\"");
        assertThat(row).hasToString("Row[1970-01-01T00:00:01.000000Z, output 2, [7,\"\\u00fc\"]]");
    }
}
