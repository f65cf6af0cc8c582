package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checkpoint store in a folder, with two alternating files for each run: {@code <root>/<run_id>/a.checkpoint} and
 * {@code b.checkpoint}. Each is written to a temporary file, forced to the disk and renamed, and a checksum detects
 * damage; the newest intact one counts. {@code checkpoint.fence} holds the highest epoch that opened the run and
 * whether a record exists, so that the loss of both files is {@code CHECKPOINT_CORRUPT} rather than a run that never
 * began. {@code checkpoint.lock} serialises writers of several processes. A missing folder is an empty store.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed.
 *
 * <p>Thread-safe. Processes may share a root on a local disk. A writer waits at most 5 s for another writer to the same
 * run; {@link #read} and {@link #runs} never wait. Interrupting a writing thread fails the write.
 */
public final class FileCheckpointStore implements CheckpointStore {
    /** Far longer than a save takes: a process that holds the lock for so long is stopped, or its disk hangs. */
    static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");

    private final Path root;
    private final EpochFence fence;

    /**
     * Creates a store in a folder. Never fails, and does not access the disk.
     *
     * @param root created when the first run is opened; not in a place that the system cleans up by age, such as {@code
     *     /tmp}
     */
    public FileCheckpointStore(Path root) {
        this(root, LOCK_WAIT);
    }

    FileCheckpointStore(Path root, Duration lockWait) {
        this.root = root.toAbsolutePath();
        fence = new EpochFence(this.root, "checkpoint", ReasonCode.CHECKPOINT_CORRUPT, lockWait);
    }

    @Override
    public Set<RunId> runs() throws IOException {
        Set<RunId> runs = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (RUN.matcher(name).matches() && isKept(entry, new RunId(name))) {
                    runs.add(new RunId(name));
                }
            }
            return runs;
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new IOException("cannot list the checkpoints in " + root + ": " + e, e);
        }
    }

    @Override
    public Optional<byte[]> read(RunId run) throws IOException {
        try {
            return newest(run);
        } catch (IOException e) {
            throw cannot("read the checkpoint in " + fence.folder(run), e);
        }
    }

    /** Checks the fence too: an intact record behind a damaged fence can be read, but not opened. */
    @Override
    public void check(RunId run) throws IOException {
        try {
            fence.check(run);
            newest(run);
        } catch (IOException e) {
            throw cannot("read the checkpoint in " + fence.folder(run), e);
        }
    }

    @Override
    public Optional<byte[]> open(RunId run, long epoch) throws IOException {
        try {
            return fence.open(run, epoch, () -> newest(run));
        } catch (IOException e) {
            throw cannot("open the checkpoint in " + fence.folder(run), e);
        }
    }

    @Override
    public void save(RunId run, long epoch, byte[] record) throws IOException {
        try {
            fence.pass(run, epoch, () -> {
                slots(run).save(epoch, record);
                fence.mark(run, true);
                return record;
            });
        } catch (IOException e) {
            throw cannot("save the checkpoint in " + fence.folder(run), e);
        }
    }

    @Override
    public void discard(RunId run, long epoch) throws IOException {
        try {
            fence.pass(run, epoch, () -> {
                fence.mark(run, false);
                slots(run).discard();
                return run;
            });
        } catch (IOException e) {
            throw cannot("discard the checkpoint in " + fence.folder(run), e);
        }
    }

    private boolean isKept(Path folder, RunId run) throws IOException {
        try {
            return CheckpointSlots.areIn(folder) || (Files.isDirectory(folder) && fence.marked(run));
        } catch (WspException e) {
            return true; // damaged, which a read reports
        }
    }

    private Optional<byte[]> newest(RunId run) throws IOException {
        Optional<byte[]> record = slots(run).newest();
        if (record.isEmpty() && fence.marked(run)) {
            // No lock is held: the first save or a discard may happen between the two reads.
            record = slots(run).newest();
            if (record.isEmpty() && fence.marked(run)) {
                throw new WspException(
                        ReasonCode.CHECKPOINT_CORRUPT,
                        "the checkpoint of run " + run + " is missing from " + fence.folder(run)
                                + ", although it was not discarded" + CheckpointSlots.wayOut(run));
            }
        }
        return record;
    }

    private CheckpointSlots slots(RunId run) {
        return new CheckpointSlots(fence.folder(run), run);
    }

    private static IOException cannot(String what, IOException cause) {
        return new IOException("cannot " + what + ": " + FileFailure.inWords(cause), cause);
    }
}
