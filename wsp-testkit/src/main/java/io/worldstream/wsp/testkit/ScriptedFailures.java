package io.worldstream.wsp.testkit;

import java.io.IOException;

/** How many of the next calls of one kind fail, and with which words. Not thread-safe. */
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

    /** Fails if this call is to. */
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
