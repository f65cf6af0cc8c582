package io.worldstream.wsp.compare;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The lines of a file, plain or gzip, as bytes that are valid until the next line. Blank lines are passed over. Not thread-safe. */
final class EventLines implements Closeable {
    /** An envelope has at most some megabytes; what is longer is no line of events. */
    static final int MOST_BYTES = 16 << 20;

    private static final int FIRST_BYTES = 1 << 18;

    private final StreamSide side;
    private final InputStream in;
    private byte[] buffer = new byte[FIRST_BYTES];
    /** The bytes that were read and belong to no line that was returned. */
    private int from;

    private int to;
    private boolean ended;
    private int start;
    private int end;
    private long number;
    private boolean unfinished;
    private boolean gzipIsCut;

    private EventLines(StreamSide side, InputStream in) {
        this.side = side;
        this.in = in;
    }

    static EventLines open(StreamSide side, Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), FIRST_BYTES);
        try {
            bytes.mark(2);
            boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
            bytes.reset();
            return new EventLines(side, gzip ? new GZIPInputStream(bytes, FIRST_BYTES) : bytes);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** Moves to the next line that is not blank; returns whether there is one. */
    boolean next() throws IOException {
        do {
            if (!advance()) {
                return false;
            }
        } while (isBlank());
        return true;
    }

    private boolean advance() throws IOException {
        int searched = from;
        while (true) {
            for (int i = searched; i < to; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1);
                }
            }
            searched = to;
            if (ended) {
                unfinished = from < to;
                return unfinished && line(to, to);
            }
            searched -= fill();
        }
    }

    private boolean line(int lineEnd, int next) {
        start = from;
        end = lineEnd;
        from = next;
        number++;
        return true;
    }

    /** Reads on; returns the number of bytes by which the unread ones moved to the front. */
    private int fill() throws IOException {
        if (to - from > MOST_BYTES) {
            throw new UnreadableStreamException(
                    side, number + 1, "longer than " + (MOST_BYTES >> 20) + " MiB, so it is no event");
        }
        int moved = 0;
        if (to == buffer.length) {
            moved = from;
            byte[] target = from > buffer.length / 2 ? buffer : Arrays.copyOf(buffer, 2 * buffer.length);
            System.arraycopy(buffer, from, target, 0, to - from);
            buffer = target;
            to -= from;
            from = 0;
        }
        int read;
        try {
            read = in.read(buffer, to, buffer.length - to);
        } catch (EOFException e) {
            read = -1;
            gzipIsCut = true;
        } catch (ZipException e) {
            throw new UnreadableStreamException(side, number + 1, "damaged gzip: " + e.getMessage());
        }
        if (read < 0) {
            ended = true;
        } else {
            to += read;
        }
        return moved;
    }

    private boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Returns the array that has the line, from {@link #start} to {@link #end}. */
    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Returns the number of the line, from 1; blank lines count. */
    long number() {
        return number;
    }

    /** Returns whether the line is the last one and has no line break. */
    boolean unfinished() {
        return unfinished;
    }

    /** Returns whether the file is gzip and ends before its end. */
    boolean gzipIsCut() {
        return gzipIsCut;
    }

    StreamSide side() {
        return side;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
