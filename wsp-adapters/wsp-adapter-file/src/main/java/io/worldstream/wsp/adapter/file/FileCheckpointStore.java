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
 * Checkpoints in a folder, two files for each run, written in turn: {@code <root>/<run_id>/a.checkpoint} and {@code
 * b.checkpoint}. Each is written beside its place, forced to the disk and renamed, and a checksum tells whether it is still
 * what was written; the newest one that is whole counts. {@code checkpoint.fence} holds the highest epoch that opened the run
 * and whether a record is kept, so that the loss of both files is {@code CHECKPOINT_CORRUPT} and not a run that never began;
 * and {@code checkpoint.lock} is locked while one of several processes writes. A folder that is not there is an empty store.
 *
 * <p>What is made is the owner's alone where the file system knows owners (POSIX), the root too unless it was there.
 *
 * <p>Any thread may call it, and processes may share a root, on a local disk. Who writes waits at most 5 s for another who
 * writes to the same run; {@link #read} and {@link #runs} wait for nobody. An interrupt of a thread that writes fails the
 * write.
 */
public final class FileCheckpointStore implements CheckpointStore {
    /** Far longer than a save takes: who has the lock for so long is stopped, or its disk is. */
    static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");

    private final Path root;
    private final EpochFence fence;

    /**
     * A store in a folder. Does not fail, nor touch the disk.
     *
     * @param root made when the first run is opened; not where a system cleans up by age, such as {@code /tmp}
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
            return true; // damaged, as whoever reads it finds
        }
    }

    private Optional<byte[]> newest(RunId run) throws IOException {
        Optional<byte[]> record = slots(run).newest();
        if (record.isEmpty() && fence.marked(run)) {
            // Without a lock, the first save or a discard may come between two looks.
            record = slots(run).newest();
            if (record.isEmpty() && fence.marked(run)) {
                throw new WspException(
                        ReasonCode.CHECKPOINT_CORRUPT,
                        "what was kept of run " + run + " is gone from " + fence.folder(run)
                                + ", though nobody discarded it" + CheckpointSlots.wayOut(run));
            }
        }
        return record;
    }

    private CheckpointSlots slots(RunId run) {
        return new CheckpointSlots(fence.folder(run), run);
    }

    private static IOException cannot(String what, IOException cause) {
        return new IOException("cannot " + what + ": " + WholeFile.reason(cause), cause);
    }
}
