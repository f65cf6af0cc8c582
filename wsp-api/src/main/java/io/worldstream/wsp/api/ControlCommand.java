package io.worldstream.wsp.api;

import io.worldstream.wsp.api.support.LogText;
import java.util.Objects;

/**
 * A control action that somebody asks for, with who, on what authority and why. Immutable; checks itself.
 *
 * @param key the idempotency key, chosen by the sender: a command with a key that was used before acts no second time and
 *     gets the first answer. 1 to 128 characters
 * @param runId the run
 * @param action the action
 * @param actor who asks, as the sender says. 1 to 128 characters
 * @param authority how the source knows that the actor may ask, such as the user of a socket's peer. 1 to 256 characters
 * @param reason why, for the record. 1 to 1,000 characters
 */
public record ControlCommand(
        String key, RunId runId, ControlAction action, String actor, String authority, String reason) {
    /** The most characters of a {@link #key} and of an {@link #actor}. */
    public static final int MOST_NAME = 128;

    /** The most characters of an {@link #authority}. */
    public static final int MOST_AUTHORITY = 256;

    /** The most characters of a {@link #reason}. */
    public static final int MOST_REASON = 1_000;

    /** @throws IllegalArgumentException if a text is blank, too long, or has control characters; the message says which */
    public ControlCommand {
        requireText("key", key, MOST_NAME);
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(action, "action");
        requireText("actor", actor, MOST_NAME);
        requireText("authority", authority, MOST_AUTHORITY);
        requireText("reason", reason, MOST_REASON);
    }

    private static void requireText(String name, String text, int most) {
        int length = text.codePointCount(0, text.length());
        boolean plain = text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
        if (text.isBlank() || length > most || !plain) {
            throw new IllegalArgumentException("the " + name + " of a command is text of 1 to " + most
                    + " characters without control characters, not "
                    + (text.isBlank() ? "blank" : length > most ? length + " characters" : LogText.quote(text)));
        }
    }
}
