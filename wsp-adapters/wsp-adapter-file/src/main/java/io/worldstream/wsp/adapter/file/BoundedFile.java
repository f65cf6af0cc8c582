package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads whole files into memory, with bounds that hold whatever the path names. Follows links. Stateless and
 * thread-safe; calls block on the file system.
 */
public final class BoundedFile {
    private BoundedFile() {}

    /**
     * Fails unless a path names a regular file: opening a named pipe would block, and a device may have no end.
     *
     * @throws NoSuchFileException if the file does not exist
     * @throws IOException if it is not a regular file, or its attributes cannot be read
     */
    public static void requireRegular(Path file) throws IOException {
        regular(file);
    }

    /**
     * Reads a file.
     *
     * @param maxBytes the maximum size, at least 0
     * @return all bytes of the file
     * @throws NoSuchFileException if the file does not exist
     * @throws IOException if it is not a regular file, has more than {@code maxBytes} bytes, or cannot be read; the
     *     message says which
     */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        if (regular(file).size() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes);
            // A file may grow while it is read, and virtual files report size 0.
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
        return new IOException("it has more than " + LogText.count(maxBytes, "byte"));
    }
}
