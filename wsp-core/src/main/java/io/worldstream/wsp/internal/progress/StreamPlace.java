package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import org.jspecify.annotations.Nullable;

/** The position of an event in a stream, as text that is the same after each restart: {@code stream#event=17}. */
public final class StreamPlace {
    private static final String PREFIX = "stream#event=";

    private StreamPlace() {}

    /** Returns the text of a position that counts from 0; the text counts from 1. */
    public static String of(long ordinal) {
        return PREFIX + (ordinal + 1);
    }

    /**
     * Returns the position from 0.
     *
     * @throws WspException {@code QUARANTINE_CORRUPT} if the text, which comes from a dead letter, is no position
     */
    public static long ordinal(String position) {
        try {
            if (position.startsWith(PREFIX)) {
                long number = Long.parseLong(position.substring(PREFIX.length()));
                if (number > 0) {
                    return number - 1;
                }
            }
        } catch (NumberFormatException e) {
            throw corrupt(position, e);
        }
        throw corrupt(position, null);
    }

    private static WspException corrupt(String position, @Nullable Throwable cause) {
        return new WspException(
                ReasonCode.QUARANTINE_CORRUPT,
                "a dead letter of an event has the position " + LogText.quote(position) + ", expected " + PREFIX
                        + " and a number",
                cause);
    }
}
