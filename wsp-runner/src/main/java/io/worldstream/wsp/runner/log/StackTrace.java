package io.worldstream.wsp.runner.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** The texts of a throwable. A throwable whose own methods fail does not fail the message that it belongs to. */
final class StackTrace {
    private StackTrace() {}

    /** Returns the stack trace with its causes. Ends in a line break. */
    static String of(Throwable thrown) {
        StringWriter text = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException e) {
            text.append(thrown.getClass().getName()).append(", which cannot be printed\n");
        }
        return text.toString();
    }

    /** Returns the message, or null. */
    static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException e) {
            return "unknown, since getMessage() fails";
        }
    }
}
