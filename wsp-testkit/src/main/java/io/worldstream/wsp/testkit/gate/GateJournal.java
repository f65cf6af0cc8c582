package io.worldstream.wsp.testkit.gate;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gate's durable memory: one line per admission, appended before the answer is sent. A line truncated by a kill was
 * never answered, so the next start drops it. Guarded by the lock of its {@link GateMemory}.
 */
final class GateJournal implements AutoCloseable {
    private final RandomAccessFile file;

    /** Opens or creates the file, and passes each complete line to the reader. */
    GateJournal(Path path, Consumer<String> reader) throws IOException {
        long whole = 0;
        if (Files.exists(path)) {
            try (var lines = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
                for (String line = wholeLine(lines); line != null; line = wholeLine(lines)) {
                    reader.accept(line);
                    whole += line.length() + 1L;
                }
            }
        }
        file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(whole);
        file.seek(whole);
    }

    /** Appends a line. It survives the death of the process but not of the machine, which is enough for a test gate. */
    void append(String line) throws IOException {
        file.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static @Nullable String wholeLine(Reader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            line.append((char) c);
        }
        return null;
    }
}
