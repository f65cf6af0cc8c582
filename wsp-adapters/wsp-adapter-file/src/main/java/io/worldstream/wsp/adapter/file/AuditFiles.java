package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a chain in a folder that this process holds, to which records are appended. After a failed append its state is
 * unknown; {@link #open} then finds out what is on the disk. Not thread-safe.
 */
final class AuditFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFiles.class);
    private static final byte[] NO_LINE = {};

    private final AuditFolder folder;
    private final long maxFileBytes;
    private AuditChain end;
    private int file;
    private long size;
    /** The last line of the current file, with its line break; empty if the file is. */
    private byte[] lastLine;

    private AuditFiles(AuditFolder folder, long maxFileBytes, AuditTail tail) {
        this.folder = folder;
        this.maxFileBytes = maxFileBytes;
        end = tail.end();
        file = tail.file();
        size = tail.size();
        lastLine = tail.lastLine();
    }

    /**
     * Verifies the end of a chain, or begins one in a folder that has none.
     *
     * @throws DamagedFileException if the end of the chain does not match its head
     */
    static AuditFiles open(AuditFolder folder, long maxFileBytes) throws IOException {
        List<Path> files = folder.files();
        AuditChain head = folder.readHead().orElse(null);
        if (head == null) {
            if (!files.isEmpty()) {
                throw new DamagedFileException("there is no head, although there are records");
            }
            folder.writeHead(AuditChain.EMPTY);
            Folders.force(Objects.requireNonNull(folder.path().getParent()));
            return new AuditFiles(folder, maxFileBytes, new AuditTail(AuditChain.EMPTY, 1, 0, NO_LINE, 0));
        }
        AuditTail tail = AuditTail.read(folder, files, head);
        if (tail.torn() > 0) {
            LOG.warn(
                    "the audit trail in {} ends with {} of a record that a crash left unfinished; they are cut off",
                    folder.path(),
                    LogText.count(tail.torn(), "byte"));
            cutOff(folder.file(tail.file()), tail.size());
        }
        if (!tail.end().equals(head)) {
            LOG.warn(
                    "the audit trail in {} has {} behind its head, of actions that may not have happened; kept",
                    folder.path(),
                    LogText.count(tail.end().seq() - head.seq(), "record"));
            folder.writeHead(tail.end());
        }
        return new AuditFiles(folder, maxFileBytes, tail);
    }

    /**
     * Appends a record, and then moves the head.
     *
     * @throws DamagedFileException if the end of the chain is not as this process left it
     */
    AuditRecord append(AuditEntry entry) throws IOException {
        requireUnchanged();
        AuditRecord record = end.next(entry);
        byte[] line = (AuditLine.write(record) + "\n").getBytes(StandardCharsets.US_ASCII);
        boolean next = size > 0 && size + line.length > maxFileBytes;
        int number = next ? file + 1 : file;
        boolean isNew = next || size == 0;
        write(folder.file(number), line, next);
        if (isNew) {
            Folders.force(folder.path());
        }
        AuditChain moved = AuditChain.endingWith(record);
        folder.writeHead(moved);
        end = moved;
        file = number;
        size = next ? line.length : size + line.length;
        lastLine = line;
        return record;
    }

    private void requireUnchanged() throws IOException {
        if (!end.equals(folder.readHead().orElse(null))) {
            throw new DamagedFileException("its head is not the one that this host wrote");
        }
        if (size == 0) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(folder.file(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(lastLine.length);
            long at = size - lastLine.length;
            while (last.hasRemaining() && channel.read(last, at + last.position()) >= 0) {
                // reads on
            }
            if (channel.size() != size || !Arrays.equals(last.array(), lastLine)) {
                throw new DamagedFileException(
                        folder.file(file).getFileName() + " does not end with the record that this host wrote last");
            }
        }
    }

    private static void write(Path file, byte[] line, boolean isNew) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(
                isNew ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS));
        try (FileChannel channel = FileChannel.open(file, options, Folders.ownersFile(file))) {
            ByteBuffer rest = ByteBuffer.wrap(line);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void cutOff(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.truncate(size).force(true);
        }
    }
}
