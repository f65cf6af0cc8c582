package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads a whole file into memory, within bounds that hold whatever the path names. Links are followed. Stateless; any thread
 * may call it, and a call blocks on the file system.
 */
public final class BoundedFile {
    private BoundedFile() {}

    /**
     * Fails if a path names no regular file: opening a named pipe would block, and a device may have no end.
     *
     * @throws NoSuchFileException if nothing is there
     * @throws IOException if it is no regular file, or cannot be looked at
     */
    public static void requireRegular(Path file) throws IOException {
        regular(file);
    }

    /**
     * Reads a file.
     *
     * @param maxBytes the most that is read; at least 0
     * @return all bytes of the file
     * @throws NoSuchFileException if nothing is there
     * @throws IOException if it is no regular file, has more bytes than {@code maxBytes}, or cannot be read; the message says
     *     which
     */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        if (regular(file).size() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes);
            // A file may grow while it is read, and some that the system makes up have size 0 and an end all the same.
            if (in.read() >= 0) {
                throw tooLarge(maxBytes);
            }
            return bytes;
        }
    }

    private static BasicFileAttributes regular(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException(attributes.isDirectory() ? "it is a folder" : "it is no regular file");
        }
        return attributes;
    }

    private static IOException tooLarge(int maxBytes) {
        return new IOException("it has more than " + maxBytes + " bytes");
    }
}
