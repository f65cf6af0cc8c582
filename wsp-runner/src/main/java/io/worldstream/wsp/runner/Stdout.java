package io.worldstream.wsp.runner;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output: whole lines of UTF-8. A reader that goes away is no reason to stop a stream, so {@link #line} remembers
 * it and does not throw. Any thread may call it.
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

    /** Writes text as it is, and flushes. */
    synchronized void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            failed = true;
        }
    }

    /** Whether something could not be written. */
    synchronized boolean failed() {
        return failed;
    }

    /** The bytes beneath, for one writer that handles failure itself. */
    OutputStream bytes() {
        return out;
    }
}
