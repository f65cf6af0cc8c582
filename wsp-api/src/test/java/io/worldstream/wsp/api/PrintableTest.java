package io.worldstream.wsp.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void plainTextIsQuoted() {
        assertThat(Printable.bounded("")).isEqualTo("\"\"");
        assertThat(Printable.bounded("aé漢")).isEqualTo("\"aé漢\"");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(Printable.bounded("a\n\r\t\0\u001b\u007f\u0085b"))
                .isEqualTo("\"a\\u000a\\u000d\\u0009\\u0000\\u001b\\u007f\\u0085b\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\ud800", "\udc00"})
    void whatBreaksOrTurnsALineIsEscaped(String text) {
        assertThat(Printable.bounded(text)).matches("\"\\\\u[0-9a-f]{4}\"");
    }

    @Test
    void pairsStay() {
        String pair = new String(Character.toChars(0x1F600));
        assertThat(Printable.bounded(pair)).isEqualTo("\"" + pair + "\"");
    }

    @Test
    void longTextIsCutAndItsLengthTold() {
        assertThat(Printable.bounded("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
        assertThat(Printable.bounded("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "…\" (81 characters)");
    }

    @Test
    void aPairIsNotCutInHalf() {
        String pair = new String(Character.toChars(0x1F600));
        assertThat(Printable.bounded("x".repeat(79) + pair + "yyyy")).contains(pair + "…");
    }
}
