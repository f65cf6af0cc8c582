package io.worldstream.wsp.runner;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output in whole lines of UTF-8. A reader that goes away must not stop a stream, so {@link #line} records a
 * failure instead of throwing. Thread-safe.
 */
final class Stdout {
    private final OutputStream out;
    private @Nullable IOException failure;

    Stdout(OutputStream out) {
        this.out = new Recording(out);
    }

    /** Writes text and a line break, and flushes. */
    void line(String text) {
        print(text + "\n");
    }

    /** Writes text unchanged, and flushes. */
    synchronized void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // Recorded by the stream.
        }
    }

    /** Returns the first failure to write, or null if there was none. */
    synchronized @Nullable IOException failure() {
        return failure;
    }

    /** Returns the underlying stream, whose failures are also recorded, for a writer that must not continue after one. */
    OutputStream bytes() {
        return out;
    }

    private synchronized void record(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }

    private final class Recording extends FilterOutputStream {
        Recording(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                record(e);
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                record(e);
                throw e;
            }
        }
    }
}
