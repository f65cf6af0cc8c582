package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.ReasonCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One field of a key: its order (contracts 11) and its text in an id (contracts 6). */
final class KeyFieldTest {
    private static KeyField number(String text) {
        try {
            return text.matches("-?[0-9]+") ? KeyField.Int.of(text) : KeyField.Real.of(text);
        } catch (RowFault e) {
            throw new AssertionError(text, e);
        }
    }

    /** Each before all that follow. */
    @Test
    void booleansComeBeforeNumbersBeforeStrings() {
        List<KeyField> ascending = List.of(
                new KeyField.Bool(false),
                new KeyField.Bool(true),
                number("-1e308"),
                number("-18446744073709551616"),
                number("-9223372036854775809"),
                number("-1.5"),
                number("-1"),
                number("-5e-324"),
                number("0"),
                number("5e-324"),
                number("0.1"),
                number("0.10000000000000001"),
                number("0.5"),
                number("1"),
                number("1.0000000000000001"),
                number("2"),
                number("10"),
                number("9007199254740992.0"),
                number("9007199254740993"),
                number("9007199254740994.0"),
                number("18446744073709551615"),
                number("18446744073709551616"),
                number("1.7976931348623157e308"),
                new KeyField.Text(""),
                new KeyField.Text("\0"),
                new KeyField.Text("-1"),
                new KeyField.Text("1"),
                new KeyField.Text("10"),
                new KeyField.Text("2"),
                new KeyField.Text("True"),
                new KeyField.Text("a"),
                new KeyField.Text("ab"),
                new KeyField.Text("\u00fc"),
                new KeyField.Text("\uffff"),
                new KeyField.Text("\ud800\udc00"),
                new KeyField.Text("\ud800\udc00a"));
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(ascending.get(i).compareTo(ascending.get(j))))
                        .as("%s and %s", ascending.get(i), ascending.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "1, 1e0", "1.0, 1.00", "100, 1E+2", "0, -0", "0, 0.0", "-0.0, 0", "0e9, 0", "10.50, 1.05e1"})
    void numbersAreEqualWhateverTheirSpelling(String left, String right) {
        assertThat(number(left)).isEqualByComparingTo(number(right));
        assertThat(number(right)).isEqualByComparingTo(number(left));
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
        assertThat(number(spelling).idText()).isEqualTo(idText);
        assertThat(number(spelling).json()).isEqualTo(spelling);
    }

    @Test
    void booleansAndStringsHaveTheirTexts() {
        assertThat(new KeyField.Bool(true).idText()).isEqualTo("True");
        assertThat(new KeyField.Bool(false).idText()).isEqualTo("False");
        assertThat(new KeyField.Bool(true).json()).isEqualTo("true");
        assertThat(new KeyField.Text("a|\"\n\u00fc").idText()).isEqualTo("a|\"\n\u00fc");
        assertThat(new KeyField.Text("a|\"\n\u00fc").json()).isEqualTo("\"a|\\\"\\n\\u00fc\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1.8e308", "1e99999999999", "1e-99999999999"})
    void aDoubleThatIsOutOfRangeIsNoKey(String text) {
        assertThatExceptionOfType(RowFault.class)
                .isThrownBy(() -> KeyField.Real.of(text))
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReasonCode.PRIMARY_KEY_UNSUPPORTED));
    }

    @Test
    void aNumberOfMoreThan400CharactersIsNoKey() throws RowFault {
        assertThat(KeyField.Int.of("9".repeat(400)).idText()).hasSize(400);
        assertThat(KeyField.Real.of("0." + "1".repeat(398)).idText()).isEqualTo("0.1111111111111111");
        assertThatExceptionOfType(RowFault.class).isThrownBy(() -> KeyField.Int.of("9".repeat(401)));
        assertThatExceptionOfType(RowFault.class).isThrownBy(() -> KeyField.Real.of("0." + "1".repeat(399)));
    }
}
