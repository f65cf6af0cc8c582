package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.AuditLine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a file of records, each bounded in memory. For one thread. */
final class AuditLines implements Closeable {
    private final InputStream in;
    private long number;
    private long end;
    private boolean whole = true;

    AuditLines(InputStream in) {
        this.in = in;
    }

    /** Opens a file, which must be a regular one: opening a named pipe would block. */
    static AuditLines open(Path file) throws IOException {
        BoundedFile.requireRegular(file);
        return new AuditLines(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /**
     * Returns the bytes of the next line, without its line break, or null at the end. Of a line that is longer than a
     * record can be, returns one byte more than a record can have.
     */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        long length = 0;
        int next = in.read();
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (length <= AuditLine.MAX_BYTES) {
                line.write(next);
            }
            length++;
        }
        whole = next == '\n';
        if (!whole && length == 0) {
            whole = true;
            return null;
        }
        number++;
        end += whole ? length + 1 : 0;
        return line.toByteArray();
    }

    /** Returns the number of the last line, from 1. */
    long number() {
        return number;
    }

    /** Returns the number of bytes up to the end of the last whole line. */
    long end() {
        return end;
    }

    /** Returns whether the last line ends with a line break. */
    boolean whole() {
        return whole;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
