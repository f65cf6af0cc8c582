package io.worldstream.wsp.runner;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of envelopes that appears when it is whole: it grows beside its place, and is moved there by {@link #keep}. What is
 * no plain file, such as a pipe, is written as it is. For one thread.
 */
final class EnvelopeFile implements Closeable {
    private final Path place;
    private final Path growing;
    private final OutputStream out;
    private final EnvelopeLines lines;

    private EnvelopeFile(Path place, Path growing) throws IOException {
        this.place = place;
        this.growing = growing;
        out = Files.newOutputStream(growing);
        lines = new EnvelopeLines(out);
    }

    /**
     * Starts a file.
     *
     * @throws UsageException if it cannot be made there
     */
    static EnvelopeFile create(Path place) throws IOException {
        boolean plain = !Files.exists(place) || Files.isRegularFile(place);
        try {
            return new EnvelopeFile(place, plain ? place.resolveSibling(place.getFileName() + ".partial") : place);
        } catch (FileSystemException e) {
            throw new UsageException("--out: cannot be written: " + e);
        }
    }

    EnvelopeLines lines() {
        return lines;
    }

    /** The file is whole. */
    void keep() throws IOException {
        lines.flush();
        out.close();
        if (!growing.equals(place)) {
            Files.move(growing, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes what was not kept. */
    @Override
    public void close() throws IOException {
        out.close();
        if (!growing.equals(place)) {
            Files.deleteIfExists(growing);
        }
    }
}
