package io.worldstream.wsp.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class Utf8Test {
    @Test
    void endOfCharacter_ofEachCodePoint_isItsEnd() {
        for (int codePoint = 0x80; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                int end = Utf8.endOfCharacter(bytes, 0, bytes.length);
                int cut = Utf8.endOfCharacter(bytes, 0, bytes.length - 1);
                if (end != bytes.length || cut != Utf8.NO_CHARACTER) {
                    throw new AssertionError(Integer.toHexString(codePoint));
                }
            }
        }
    }

    /** Of all pairs of bytes, the decoder of the JDK accepts those that are one character, or two of ASCII. */
    @Test
    void endOfCharacter_ofAnyBytes_agreesWithTheDecoder() {
        for (int first = 0x80; first <= 0xff; first++) {
            for (int second = 0; second <= 0xff; second++) {
                byte[] bytes = {(byte) first, (byte) second, (byte) 0x80, (byte) 0x80};
                int end = Utf8.endOfCharacter(bytes, 0, bytes.length);
                assertThat(end > 0).as("%x %x", first, second).isEqualTo(startsWithACharacter(bytes));
            }
        }
    }

    private static boolean startsWithACharacter(byte[] bytes) {
        for (int length = 2; length <= bytes.length; length++) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
                return true;
            } catch (CharacterCodingException e) {
                // Perhaps with one more byte.
            }
        }
        return false;
    }
}
