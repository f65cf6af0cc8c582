package io.worldstream.wsp.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one text of a JSON value (contracts 4, bundle_hash). */
final class CanonicalJsonTest {
    private static String canonical(String json) throws JsonFault {
        return CanonicalJson.write(StrictJson.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|{}",
                "[]|[]",
                "[ ]|[]",
                "[ 1 , 2 ]|[1,2]",
                "[[],{},[{}]]|[[],{},[{}]]",
                "{\"b\" : 1, \"a\" : [ true , false , null ] }|{\"a\":[true,false,null],\"b\":1}",
                "{\"a\":{\"d\":1,\"c\":2},\"B\":3,\"\":4}|{\"\":4,\"B\":3,\"a\":{\"c\":2,\"d\":1}}",
                "{\"a\":1,\"aa\":2,\"a.\":3}|{\"a\":1,\"a.\":3,\"aa\":2}",
                "0|0",
                "-0|0",
                "-7|-7",
                "9223372036854775808|9223372036854775808",
                "18446744073709551615|18446744073709551615",
                "123456789012345678901234567890|123456789012345678901234567890",
                "1.0|1.0",
                "-0.0|-0.0",
                "1e3|1e3",
                "1E+3|1E+3",
                "1e+16|1e+16",
                "1e-05|1e-05",
                "1e9999999999|1e9999999999",
                "\"a/b\"|\"a/b\"",
                "\"a\\/b\"|\"a/b\"",
                "\"~\u007f\u0080\"|\"~\\u007f\\u0080\"",
                "\"\u00fc\"|\"\\u00fc\"",
                "\"\\u00FC\"|\"\\u00fc\"",
                "\"\uffff\"|\"\\uffff\"",
                "\"\ud83d\ude80\"|\"\\ud83d\\ude80\"",
                "\"\\ud83d\\ude80\"|\"\\ud83d\\ude80\"",
                "{\"\u00fc\":\"\u00fc\"}|{\"\\u00fc\":\"\\u00fc\"}",
            })
    void aValueHasOneText(String json, String text) throws JsonFault {
        assertThat(canonical(json.strip())).isEqualTo(text.strip());
    }

    /** Beyond this one no character has a short escape, and none of U+0020 to U+007E but two has any. */
    @Test
    void eachCharacterOfAsciiHasItsEscape() throws JsonFault {
        String[] shortEscapes = new String[0x80];
        shortEscapes['"'] = "\\\"";
        shortEscapes['\\'] = "\\\\";
        shortEscapes['\b'] = "\\b";
        shortEscapes['\f'] = "\\f";
        shortEscapes['\n'] = "\\n";
        shortEscapes['\r'] = "\\r";
        shortEscapes['\t'] = "\\t";
        for (char c = 0; c < 0x80; c++) {
            String expected = shortEscapes[c] != null
                    ? shortEscapes[c]
                    : c < 0x20 || c == 0x7f ? String.format("\\u%04x", (int) c) : String.valueOf(c);
            assertThat(canonical(String.format("\"\\u%04x\"", (int) c)))
                    .as("U+%04x", (int) c)
                    .isEqualTo("\"" + expected + "\"");
        }
    }

    /** As UTF-16 stores them, U+10000 comes before U+FFFF: its first half is U+D800. */
    @Test
    void keysAreInTheOrderOfTheirCodePoints() throws JsonFault {
        assertThat(canonical("{\"\ud800\udc00\":1,\"\uffff\":2,\"\ue000\":3,\"\ud7ff\":4,\"z\":5}"))
                .isEqualTo("{\"z\":5,\"\\ud7ff\":4,\"\\ue000\":3,\"\\uffff\":2,\"\\ud800\\udc00\":1}");
    }

    @Test
    void theHashIsThatOfTheText() throws JsonFault {
        assertThat(CanonicalJson.sha256Hex(StrictJson.parse("{ }".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    /** The text of what is hashed may be six times the document, so it is hashed slice by slice. */
    @Test
    void theHashIsOfTheWholeText() throws JsonFault {
        String text = ("\u00fc\ud83d\ude80" + "x".repeat(4093)).repeat(3);
        String json = "{\"" + text + "\":[\"" + text + "\"," + "1,".repeat(5000) + "1]}";
        assertThat(CanonicalJson.sha256Hex(StrictJson.parse(json.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(DigestUtils.sha256Hex(canonical(json)));
    }
}
