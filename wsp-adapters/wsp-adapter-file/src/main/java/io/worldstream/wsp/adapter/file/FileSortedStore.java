package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Store of sorted views in a folder, one file each: {@code <root>/<key>.view}. A view is written to a temporary file,
 * forced to the disk and renamed. A missing folder is an empty store. Beside a view that is open there is a locked file,
 * as temporary files are; files of dead processes are removed when a view is written.
 *
 * <p>With a budget, all views and temporary files together take at most so many bytes. Where several processes write at
 * once, they may exceed it for a moment by a few megabytes each. The time of last use is the modification time of a
 * view's file.
 *
 * <p>The engine verifies what it reads, which protects against faults, not against attackers: whoever may write to the
 * folder decides which rows are streamed. On file systems with owners (POSIX), new files and folders are accessible only
 * to their owner, including the root unless it existed.
 *
 * <p>Thread-safe. Processes may share a root on a local disk. Interrupting a thread that reads or writes a view closes
 * that view.
 */
public final class FileSortedStore implements SortedStore {
    private final SortedFolder folder;
    private final long maxBytes;

    /**
     * Creates a store without a budget. Never fails, and does not access the disk.
     *
     * @param root created when the first view is written; on a disk with room for a compressed copy of the outputs that
     *     are sorted, and not in a place that the system cleans up by age, such as {@code /tmp}
     */
    public FileSortedStore(Path root) {
        this(root, Long.MAX_VALUE);
    }

    /**
     * Creates a store with a budget. Never fails, and does not access the disk.
     *
     * @param root as for a store without a budget
     * @param maxBytes the size in bytes that all views may have together, at least 1
     */
    public FileSortedStore(Path root, long maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
        }
        this.folder = new SortedFolder(root.toAbsolutePath());
        this.maxBytes = maxBytes;
    }

    @Override
    public Optional<PartContent> open(Hex64 key) throws IOException {
        try {
            return folder.missing()
                    ? Optional.empty()
                    : folder.exclusively(() -> FileSortedView.open(folder, key).map(PartContent.class::cast));
        } catch (IOException e) {
            throw named("the sorted view " + folder.view(key) + " cannot be opened", e);
        }
    }

    @Override
    public SortedDraft create(Hex64 key) throws IOException {
        try {
            Folders.create(folder.root());
            folder.removeAbandoned();
            return new FileSortedDraft(folder, key, maxBytes);
        } catch (IOException e) {
            throw named("the sorted view " + folder.view(key) + " cannot be written", e);
        }
    }

    @Override
    public List<SortedEntry> entries() throws IOException {
        try {
            return folder.missing() ? List.of() : folder.entries();
        } catch (IOException e) {
            throw named("the sorted views in " + folder.root() + " cannot be listed", e);
        }
    }

    @Override
    public void discard(Hex64 key) throws IOException {
        try {
            if (!folder.missing() && Files.deleteIfExists(folder.view(key))) {
                Folders.force(folder.root());
            }
        } catch (IOException e) {
            throw named("the sorted view " + folder.view(key) + " cannot be discarded", e);
        }
    }

    /** Returns an exception that names the failure and its cause in words. */
    static IOException named(String failure, IOException cause) {
        return new IOException(failure + ": " + FileFailure.inWords(cause), cause);
    }
}
