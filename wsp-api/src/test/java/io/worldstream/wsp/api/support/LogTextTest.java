package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @Test
    void count_isInThePluralUnlessOne() {
        assertThat(LogText.count(1, "event")).isEqualTo("1 event");
        assertThat(LogText.count(0, "event")).isEqualTo("0 events");
        assertThat(LogText.count(2, "retry")).isEqualTo("2 retries");
        assertThat(LogText.count(2, "key")).isEqualTo("2 keys");
        assertThat(LogText.noun(1, "retry")).isEqualTo("retry");
    }

    @Test
    void plainTextIsQuoted() {
        assertThat(LogText.quote("")).isEqualTo("\"\"");
        assertThat(LogText.quote("aé漢")).isEqualTo("\"aé漢\"");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(LogText.quote("a\n\r\t\0\u001b\u007f\u0085b"))
                .isEqualTo("\"a\\u000a\\u000d\\u0009\\u0000\\u001b\\u007f\\u0085b\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\ud800", "\udc00"})
    void whatBreaksOrTurnsALineIsEscaped(String text) {
        assertThat(LogText.quote(text)).matches("\"\\\\u[0-9a-f]{4}\"");
    }

    @Test
    void pairsStay() {
        String pair = new String(Character.toChars(0x1F600));
        assertThat(LogText.quote(pair)).isEqualTo("\"" + pair + "\"");
    }

    @Test
    void longTextIsCutAndItsLengthTold() {
        assertThat(LogText.quote("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
        assertThat(LogText.quote("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "…\" (81 characters)");
    }

    @Test
    void aPairIsNotCutInHalf() {
        String pair = new String(Character.toChars(0x1F600));
        assertThat(LogText.quote("x".repeat(79) + pair + "yyyy")).contains(pair + "…");
    }
}
