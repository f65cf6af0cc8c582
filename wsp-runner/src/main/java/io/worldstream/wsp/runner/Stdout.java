package io.worldstream.wsp.runner;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output in whole lines of UTF-8. A reader that goes away must not stop a stream, so {@link #line} records a
 * failure instead of throwing. Thread-safe.
 */
final class Stdout {
    private final OutputStream out;
    private boolean failed;

    Stdout(OutputStream out) {
        this.out = out;
    }

    /** Writes text and a line break, and flushes. */
    synchronized void line(String text) {
        print(text + "\n");
    }

    /** Writes text unchanged, and flushes. */
    synchronized void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            failed = true;
        }
    }

    /** Returns whether any write failed. */
    synchronized boolean failed() {
        return failed;
    }

    /** Returns the underlying stream, for a writer that handles failures itself. */
    OutputStream bytes() {
        return out;
    }
}
