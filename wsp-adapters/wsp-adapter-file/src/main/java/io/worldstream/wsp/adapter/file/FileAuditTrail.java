package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.support.AuditChain;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chain of one host in a folder, as {@link FileAuditSink} wrote it, for readers: recomputes every byte of it, and finds
 * the first record that was edited, removed, inserted or moved, and a chain that was cut short. Changes nothing, and is safe
 * while the host appends. Immutable and thread-safe; calls block on the file system.
 */
public final class FileAuditTrail {
    private final AuditFolder folder;

    private FileAuditTrail(Path folder) {
        this.folder = new AuditFolder(folder);
    }

    /**
     * Returns the chains under a root, by the names of their hosts.
     *
     * @param root the root of the sinks
     * @throws IOException if the root does not exist or cannot be listed
     */
    public static List<FileAuditTrail> under(Path root) throws IOException {
        List<FileAuditTrail> trails = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.toAbsolutePath())) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    trails.add(new FileAuditTrail(entry));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        trails.sort(Comparator.comparing(FileAuditTrail::host));
        return trails;
    }

    /** Returns the name of the host. */
    public String host() {
        return folder.path().getFileName().toString();
    }

    /**
     * Verifies the chain, from its first record to its head.
     *
     * @param each receives each intact record, in order, on the calling thread; those behind the head too
     * @return the result
     * @throws IOException if a file cannot be read
     */
    public Result verify(Consumer<AuditRecord> each) throws IOException {
        AuditChain head;
        try {
            // Before the records, so that those that a running host appends meanwhile are behind it.
            head = folder.readHead().orElse(null);
        } catch (DamagedFileException e) {
            return Result.bad(0, new Fault(folder.head(), 1, 0, String.valueOf(e.getMessage())));
        }
        List<Path> files = folder.files();
        if (head == null) {
            return files.isEmpty() && !Files.exists(folder.head())
                    ? new Result(0, 0, null)
                    : Result.bad(0, new Fault(folder.head(), 1, 0, "the head is missing, although there are records"));
        }
        return new AuditVerification(folder, AuditChain.EMPTY, head, each).verify(files);
    }

    /**
     * The result of a verification.
     *
     * @param records the number of intact records from the first one on
     * @param behindHead how many of them are behind the head: those that a running host has appended meanwhile, or that a
     *     crash left, of actions that may not have happened
     * @param tornBytes the bytes behind the last record that are no whole record: a running host is writing it, or a crash
     *     left it unfinished, and the host's next start cuts it off
     * @param fault the first bad record, or null if the chain is intact
     */
    public record Result(
            long records,
            long behindHead,
            long tornBytes,
            @Nullable Fault fault) {
        /** As the other constructor, of a chain that ends with a whole record. */
        public Result(long records, long behindHead, @Nullable Fault fault) {
            this(records, behindHead, 0, fault);
        }

        static Result bad(long records, Fault fault) {
            return new Result(records, 0, fault);
        }
    }

    /**
     * The first bad record of a chain.
     *
     * @param file the file
     * @param line the line in the file, from 1; 1 for the head
     * @param seq the number of the record that belongs there; 0 for the head
     * @param why what is wrong
     */
    public record Fault(Path file, long line, long seq, String why) {}
}
