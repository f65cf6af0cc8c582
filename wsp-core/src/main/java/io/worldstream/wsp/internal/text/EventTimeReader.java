package io.worldstream.wsp.internal.text;

import java.util.Arrays;

/**
 * Parses event times of consecutive rows. Most are in micros form and in the same minute as the previous one, so only
 * the rest is parsed. One thread.
 */
public final class EventTimeReader {
    private static final int MINUTE_LENGTH = "yyyy-mm-ddThh:mm:".length();
    private static final int DOT = MINUTE_LENGTH + 2;
    private static final long MICROS_PER_MINUTE = 60_000_000L;
    private static final int NO_NUMBER = -1;

    private final byte[] minute = new byte[MINUTE_LENGTH];
    private long minuteMicros = EventTimeText.NONE;

    /** Returns the instant, or {@link EventTimeText#NONE}, as {@link EventTimeText#micros(byte[], int, int)} does. */
    public long micros(byte[] text, int start, int end) {
        boolean micros = inMicrosForm(text, start, end);
        if (micros
                && minuteMicros != EventTimeText.NONE
                && Arrays.equals(text, start, start + MINUTE_LENGTH, minute, 0, MINUTE_LENGTH)) {
            int second = number(text, start + MINUTE_LENGTH, 2);
            int micro = number(text, start + DOT + 1, 6);
            return second == NO_NUMBER || second > 59 || micro == NO_NUMBER
                    ? EventTimeText.NONE
                    : minuteMicros + second * 1_000_000L + micro;
        }
        long instant = EventTimeText.micros(text, start, end);
        if (micros && instant != EventTimeText.NONE) {
            System.arraycopy(text, start, minute, 0, MINUTE_LENGTH);
            minuteMicros = Math.floorDiv(instant, MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
        }
        return instant;
    }

    /** Returns whether a text, provided that it is an instant, is spelled as in an envelope. */
    public static boolean inMicrosForm(byte[] text, int start, int end) {
        return end - start == EventTimeText.MICROS_LENGTH
                && text[start + 10] == 'T'
                && text[start + DOT] == '.'
                && text[end - 1] == 'Z';
    }

    private static int number(byte[] text, int start, int digits) {
        int number = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_NUMBER;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
