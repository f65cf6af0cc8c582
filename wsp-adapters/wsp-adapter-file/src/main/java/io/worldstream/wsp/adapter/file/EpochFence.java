package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whose each run's folder is to write: the highest epoch that opened it, in a file beside what it guards ({@code CHK-04},
 * {@code QUA-03}). What is done within it is done by one thread of one process at a time. Any thread may call it.
 */
final class EpochFence {
    private static final byte[] NOTHING = {};
    /** The sequence number of a fence under which something is kept. */
    private static final long KEPT = 1;

    private final Path root;
    private final String name;
    private final ReasonCode corrupt;
    private final Duration wait;

    /**
     * @param root a folder for each run is in it, or will be
     * @param name what is guarded: the first part of the names of the fence's own files
     * @param corrupt what a damaged fence is: waiting does not mend it
     * @param wait for how long to wait for another process
     */
    EpochFence(Path root, String name, ReasonCode corrupt, Duration wait) {
        this.root = root;
        this.name = name;
        this.corrupt = corrupt;
        this.wait = wait;
    }

    /** The folder of a run. */
    Path folder(RunId run) {
        return root.resolve(run.value());
    }

    /** Takes a run over, and then does something as its owner; the folder is made if need be. */
    <T> T open(RunId run, long epoch, FileMutex.Work<T> work) throws IOException {
        if (epoch < 1) {
            throw new IllegalArgumentException("an epoch is positive: " + epoch);
        }
        Path folder = folder(run);
        if (!Files.isDirectory(folder)) {
            Folders.create(folder);
            Folders.force(root);
        }
        return FileMutex.within(folder, name + ".lock", wait, () -> {
            Frame before = read(run);
            if (epoch < before.epoch()) {
                throw lost(run, epoch, before.epoch());
            }
            if (epoch > before.epoch()) {
                write(run, new Frame(epoch, before.sequence(), NOTHING));
            }
            // Also if the epoch is the same: the one who wrote it may have failed here.
            Folders.force(folder);
            return work.run();
        });
    }

    /** Does something as the owner of a run. */
    <T> T pass(RunId run, long epoch, FileMutex.Work<T> work) throws IOException {
        Path folder = folder(run);
        if (Files.notExists(folder)) {
            throw lost(run, epoch, 0);
        }
        return FileMutex.within(folder, name + ".lock", wait, () -> {
            long highest = read(run).epoch();
            if (epoch != highest) {
                throw lost(run, epoch, highest);
            }
            return work.run();
        });
    }

    /** Whether something is kept under the fence, by its last {@link #mark}. Takes no lock. */
    boolean marked(RunId run) throws IOException {
        return read(run).sequence() == KEPT;
    }

    /** Notes whether something is kept under the fence, so that its loss is found. Only within {@link #pass}. */
    void mark(RunId run, boolean kept) throws IOException {
        Frame before = read(run);
        long sequence = kept ? KEPT : 0;
        if (before.sequence() != sequence) {
            write(run, new Frame(before.epoch(), sequence, NOTHING));
            Folders.force(folder(run));
        }
    }

    private void write(RunId run, Frame fence) throws IOException {
        Path folder = folder(run);
        WholeFile.write(folder.resolve(name + ".fence.tmp"), fence(folder), fence.encode(Frame.Kind.FENCE, run));
    }

    /** Fails if the fence is damaged: nobody can tell then who may write. */
    private Frame read(RunId run) throws IOException {
        Path fence = fence(folder(run));
        try {
            Optional<byte[]> bytes = WholeFile.read(fence);
            return bytes.isEmpty() ? new Frame(0, 0, NOTHING) : Frame.decode(Frame.Kind.FENCE, run, bytes.get());
        } catch (DamagedFileException e) {
            throw new WspException(
                    corrupt,
                    "the fence " + fence + " is damaged: " + e.getMessage()
                            + "; nobody can tell who may write to the run. While no host runs, remove the file",
                    e);
        }
    }

    private Path fence(Path folder) {
        return folder.resolve(name + ".fence");
    }

    private WspException lost(RunId run, long epoch, long highest) {
        return new WspException(
                ReasonCode.LEASE_LOST,
                "the " + name + " of run " + run + " in " + root
                        + (highest == 0 ? " was opened by no epoch" : " was opened by epoch " + highest)
                        + ", and not by epoch " + epoch);
    }
}
