package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Small files that are replaced atomically: a reader sees a whole file or none. Links are not followed. */
final class WholeFile {
    /** Records of a run have a few kilobytes; a larger file is damaged, and is not read. */
    private static final int MOST_BYTES = 16 << 20;

    private WholeFile() {}

    /**
     * Reads a file.
     *
     * @return empty if it does not exist
     * @throws DamagedFileException if it is too large, is truncated while it is read, or is not a regular file, since
     *     opening a named pipe would block
     * @throws IOException if it cannot be read
     */
    static Optional<byte[]> read(Path file) throws IOException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                throw new DamagedFileException("it is no regular file");
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(readAll(channel));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Replaces a file by way of a draft. Forces the bytes to the disk, but not the name; see {@link Folders#force}. The
     * caller must ensure that no one else uses the draft, which a killed process may leave behind.
     */
    static void write(Path draft, Path file, byte[] bytes) throws IOException {
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it would have " + bytes.length + " bytes, more than the limit of " + MOST_BYTES);
        }
        Set<OpenOption> options = new HashSet<>(List.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS));
        try (FileChannel channel = FileChannel.open(draft, options, Folders.ownersFile(draft))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] readAll(FileChannel channel) throws IOException {
        if (channel.size() > MOST_BYTES) {
            throw new DamagedFileException("it has " + LogText.count(channel.size(), "byte"));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new DamagedFileException("it was truncated while it was read");
            }
        }
        return bytes.array();
    }
}
