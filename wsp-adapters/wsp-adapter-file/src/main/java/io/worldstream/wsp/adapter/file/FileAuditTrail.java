package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.StoredAuditTrail;
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
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The chain of one host in a folder, as {@link FileAuditSink} wrote it, for readers. Immutable and thread-safe; calls block on
 * the file system.
 */
public final class FileAuditTrail implements StoredAuditTrail {
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

    @Override
    public String host() {
        return folder.path().getFileName().toString();
    }

    @Override
    public Optional<AuditChain> head() throws IOException {
        return folder.readHead();
    }

    @Override
    public Result verify(Consumer<AuditRecord> each) throws IOException {
        AuditChain head;
        try {
            // Before the records, so that those that a running host appends meanwhile are behind it.
            head = folder.readHead().orElse(null);
        } catch (DamagedFileException e) {
            return Result.bad(0, new Fault(folder.head().toString(), 0, String.valueOf(e.getMessage())));
        }
        List<Path> files = folder.files();
        if (head == null) {
            return files.isEmpty() && !Files.exists(folder.head())
                    ? new Result(0, 0, null)
                    : Result.bad(
                            0,
                            new Fault(folder.head().toString(), 0, "the head is missing, although there are records"));
        }
        return new AuditFilesVerification(folder, AuditChain.EMPTY, head, each).verify(files);
    }
}
