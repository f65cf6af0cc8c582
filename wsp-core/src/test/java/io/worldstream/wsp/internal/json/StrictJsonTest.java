package io.worldstream.wsp.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict reading of a small document (contracts 12, Boundaries; design 4). */
final class StrictJsonTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode parse(String text) throws JsonFault {
        return StrictJson.parse(utf8(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " [] ",
                "\n\t\r7",
                "\"\"",
                "null",
                "true",
                "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
                "\"\\ud83d\\ude80\""
            })
    void oneJsonValueIsADocument(String text) throws JsonFault {
        assertThat(parse(text)).isNotNull();
        assertThat(StrictJson.parseAllowingDuplicateKeys(utf8(text))).isEqualTo(parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00a0{}",
                "\ufeff{}",
                "{}{}",
                "{} x",
                "1 2",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "[1,]",
                "[,1]",
                "{,}",
                "{'a':1}",
                "{a:1}",
                "'a'",
                "\"a",
                "\"a\n\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "01",
                "+1",
                "1.",
                ".5",
                "1e",
                "-",
                "0x1",
                "NaN",
                "-Infinity",
                "Infinity",
                "nul",
                "TRUE",
                "//c\n1",
                "/*c*/1",
                "#c\n1",
                "1\0",
                "\"\\ud83d\"",
                "\"\\ude80\"",
                "\"\\ude80\\ud83d\"",
                "{\"\\ud83d\":1}",
                "[[{\"a\":[\"x\\udfff\"]}]]"
            })
    void allElseIsAFault(String text) {
        assertThatExceptionOfType(JsonFault.class)
                .isThrownBy(() -> parse(text))
                .satisfies(fault -> assertThat(fault.getMessage()).isNotBlank().hasSizeLessThan(300));
        assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> StrictJson.parseAllowingDuplicateKeys(utf8(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "[{\"b\":{\"a\":1,\"\\u0061\":2}}]", "{\"\":1,\"\":2}"})
    void aRepeatedKeyIsAFaultUnlessItIsAskedFor(String text) throws JsonFault {
        assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> parse(text)).withMessageContaining("uplicate");
        assertThat(StrictJson.parseAllowingDuplicateKeys(utf8(text))).isNotNull();
    }

    @Test
    void ofRepeatedKeysTheLastCounts() throws JsonFault {
        assertThat(StrictJson.parseAllowingDuplicateKeys(utf8("{\"a\":1,\"a\":2}"))
                        .path("a")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void bytesThatAreNotUtf8AreAFault() {
        byte[][] documents = {
            "\"\u00fc\"".getBytes(StandardCharsets.ISO_8859_1),
            "\"a\"".getBytes(StandardCharsets.UTF_16),
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0xbd, '"'},
            {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'},
            {'"', (byte) 0xe2, (byte) 0x82, '"'},
            {'1', (byte) 0xff},
        };
        for (byte[] document : documents) {
            assertThatExceptionOfType(JsonFault.class)
                    .isThrownBy(() -> StrictJson.parse(document))
                    .withMessageContaining("UTF-8");
        }
    }

    @Test
    void integersKeepAllTheirDigits() throws JsonFault {
        assertThat(parse("18446744073709551615").bigIntegerValue()).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(parse("-0").intValue()).isZero();
        assertThat(parse("9".repeat(1000)).bigIntegerValue()).isEqualTo(new BigInteger("9".repeat(1000)));
        assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> parse("9".repeat(1001)));
    }

    /** Some are no number of Java, others take gigabytes as an integer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "10.50",
                "-0.0",
                "1e3",
                "1E+3",
                "0.10000000000000000055511151231257827",
                "1e999999999",
                "1e-999999999",
                "1e9999999999",
                "-1e-9999999999",
                "1e99999999999999999999"
            })
    void aNumberWithAFractionOrAnExponentStaysItsText(String text) throws JsonFault {
        JsonNode node = StrictJson.parse(utf8("[" + text + "]")).path(0);
        assertThat(node.asText()).isEqualTo(text);
        assertThat(node.isIntegralNumber() || node.isTextual() || node.isContainerNode())
                .isFalse();
        assertThat(StrictJson.parseAllowingDuplicateKeys(utf8(text))).isEqualTo(node);
    }

    @Test
    void theNumberOfValuesIsBounded() throws JsonFault {
        assertThat(parse("[" + "0,".repeat(StrictJson.MAX_TOKENS - 3) + "0]")).hasSize(StrictJson.MAX_TOKENS - 2);
        for (String one : new String[] {"0", "{}", "\"\""}) {
            byte[] document = utf8("[" + (one + ",").repeat(StrictJson.MAX_TOKENS - 2) + one + "]");
            assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> StrictJson.parse(document));
            assertThatExceptionOfType(JsonFault.class)
                    .isThrownBy(() -> StrictJson.parseAllowingDuplicateKeys(document));
        }
    }

    @Test
    void nestingIsBounded() throws JsonFault {
        assertThat(parse("[".repeat(64) + "]".repeat(64))).isNotNull();
        for (int depth : new int[] {65, 100_000}) {
            assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> parse("[".repeat(depth) + "]".repeat(depth)));
        }
    }

    @Test
    void aFaultSaysWhereItIs() {
        assertThatExceptionOfType(JsonFault.class)
                .isThrownBy(() -> parse("{\n  \"a\": x}"))
                .withMessageContaining("line 2");
    }
}
