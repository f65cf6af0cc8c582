package io.worldstream.wsp.testkit.fake;

import java.io.IOException;

/** The number of upcoming calls of one kind that fail, and their message. Not thread-safe. */
final class ScriptedFailures {
    private final String message;
    private int left;
    private boolean always;

    ScriptedFailures(String message) {
        this.message = message;
    }

    void next(int count) {
        left = count;
    }

    void always(boolean on) {
        always = on;
    }

    /** Throws if this call is scripted to fail. */
    void strike() throws IOException {
        if (always) {
            throw new IOException(message);
        }
        if (left > 0) {
            left--;
            throw new IOException(message);
        }
    }
}
