package io.worldstream.wsp.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight bytes at a time against one at a time. */
final class ByteScanTest {
    /** Longer than the four words that are looked at together. */
    private static final int LONGEST = 42;

    private static final int MOST_BEFORE = 16;

    private static int lineBreak(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return to;
    }

    private static int endOfPlainText(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            int b = text[i] & 0xff;
            if (b < 0x20 || b > 0x7f || b == '"' || b == '\\') {
                return i;
            }
        }
        return to;
    }

    private static int quoteOrBackslash(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '"' || text[i] == '\\') {
                return i;
            }
        }
        return to;
    }

    private static int endOfDigits(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return i;
            }
        }
        return to;
    }

    private static void check(byte[] text, int from, int to) {
        if (ByteScan.lineBreak(text, from, to) != lineBreak(text, from, to)
                || ByteScan.endOfPlainText(text, from, to) != endOfPlainText(text, from, to)
                || ByteScan.quoteOrBackslash(text, from, to) != quoteOrBackslash(text, from, to)
                || ByteScan.endOfDigits(text, from, to) != endOfDigits(text, from, to)) {
            assertThat(ByteScan.lineBreak(text, from, to))
                    .as("line break in %s from %d to %d", Arrays.toString(text), from, to)
                    .isEqualTo(lineBreak(text, from, to));
            assertThat(ByteScan.endOfPlainText(text, from, to))
                    .as("end of plain text in %s from %d to %d", Arrays.toString(text), from, to)
                    .isEqualTo(endOfPlainText(text, from, to));
            assertThat(ByteScan.quoteOrBackslash(text, from, to))
                    .as("quote or backslash in %s from %d to %d", Arrays.toString(text), from, to)
                    .isEqualTo(quoteOrBackslash(text, from, to));
            assertThat(ByteScan.endOfDigits(text, from, to))
                    .as("end of digits in %s from %d to %d", Arrays.toString(text), from, to)
                    .isEqualTo(endOfDigits(text, from, to));
        }
    }

    /** Before the range, and a byte behind its end, stands what would be found if it were in it. */
    private static byte[] framed(int filler, int from, int to) {
        byte[] text = new byte[MOST_BEFORE + LONGEST + MOST_BEFORE];
        Arrays.fill(text, (byte) '\n');
        Arrays.fill(text, from, to + 1, (byte) filler);
        return text;
    }

    @ParameterizedTest
    @ValueSource(chars = {'a', '7'})
    void everyByteIsFoundOrPassedAtEveryPlace(char filler) {
        for (int from = 0; from <= MOST_BEFORE; from += 3) {
            for (int length = 0; length <= LONGEST; length++) {
                byte[] text = framed(filler, from, from + length);
                check(text, from, from + length);
                for (int at = from; at < from + length; at++) {
                    for (int b = Byte.MIN_VALUE; b <= Byte.MAX_VALUE; b++) {
                        text[at] = (byte) b;
                        check(text, from, from + length);
                    }
                    text[at] = (byte) filler;
                }
            }
        }
    }

    /** A borrow of one byte must not hide or invent anything in the next. */
    @ParameterizedTest
    @ValueSource(chars = {'a', '7'})
    void everyPairOfBytesIsSeenAtEveryPlaceOfAWord(char filler) {
        for (int at = 3; at < 3 + 2 * Long.BYTES; at++) {
            byte[] text = framed(filler, 3, 3 + LONGEST);
            for (int first = 0; first < 256; first++) {
                for (int second = 0; second < 256; second++) {
                    text[at] = (byte) first;
                    text[at + 1] = (byte) second;
                    check(text, 3, 3 + LONGEST);
                }
            }
        }
    }

    @Test
    void aTextStartsWithBytesIfAllOfThemStandThere() {
        for (int length = 0; length <= LONGEST; length++) {
            byte[] bytes = new byte[length];
            new SplittableRandom(length).nextBytes(bytes);
            for (int from = 0; from <= MOST_BEFORE; from++) {
                byte[] text = new byte[from + length];
                System.arraycopy(bytes, 0, text, from, length);
                assertThat(ByteScan.startsWith(text, from, bytes))
                        .as("%d bytes at %d", length, from)
                        .isTrue();
                for (int at = from; at < from + length; at++) {
                    text[at] ^= 0x40;
                    assertThat(ByteScan.startsWith(text, from, bytes))
                            .as("%d bytes at %d, of which the one at %d differs", length, from, at)
                            .isFalse();
                    text[at] ^= 0x40;
                }
            }
        }
    }

    @Test
    void anyBytesAreSeenAsTheyAre() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int from = random.nextInt(MOST_BEFORE + 1);
            int to = from + random.nextInt(LONGEST + 1);
            byte[] text = framed('a', from, to);
            for (int i = from + random.nextInt(to - from + 1); i < to; i++) {
                boolean near = random.nextInt(4) == 0;
                text[i] = (byte) (near ? "\n\u000b\t !\"#[\\]\u007f".charAt(random.nextInt(11)) : random.nextInt(256));
            }
            check(text, from, to);
        }
    }
}
