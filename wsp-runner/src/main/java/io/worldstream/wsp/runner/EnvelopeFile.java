package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of envelopes that only appears when it is complete: it is written next to its final path and moved there by
 * {@link #keep}. An existing path that is not a regular file, such as a pipe, is written directly. Not thread-safe.
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
     * Creates a file.
     *
     * @throws UsageException if it cannot be created
     */
    static EnvelopeFile create(Path place) throws IOException {
        Path folder = place.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UsageException("--out: cannot write " + place + ": "
                    + (Files.exists(folder)
                            ? folder + " is not a folder"
                            : "the folder " + folder + " does not exist"));
        }
        if (Files.isDirectory(place)) {
            throw new UsageException("--out: expected a file, found a folder: " + place);
        }
        boolean plain = !Files.exists(place) || Files.isRegularFile(place);
        try {
            return new EnvelopeFile(place, plain ? place.resolveSibling(place.getFileName() + ".partial") : place);
        } catch (FileSystemException e) {
            throw new UsageException("--out: cannot write the file: " + FileFailure.inWords(e));
        }
    }

    EnvelopeLines lines() {
        return lines;
    }

    /** Completes the file and moves it to its final path. */
    void keep() throws IOException {
        lines.flush();
        out.close();
        if (!growing.equals(place)) {
            Files.move(growing, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes the file unless it was {@linkplain #keep kept}. */
    @Override
    public void close() throws IOException {
        out.close();
        if (!growing.equals(place)) {
            Files.deleteIfExists(growing);
        }
    }
}
