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
 * Fences writers of each run's folder by epoch: a file next to the guarded ones holds the highest epoch that opened the
 * run ({@code CHK-04}, {@code QUA-03}). Guarded work runs in one thread of one process at a time. Thread-safe.
 */
final class EpochFence {
    private static final byte[] NOTHING = {};
    /** The sequence number of a fence that guards a stored record. */
    private static final long KEPT = 1;

    private final Path root;
    private final String name;
    private final ReasonCode corrupt;
    private final Duration wait;

    /**
     * Creates a fence.
     *
     * @param root holds one folder per run
     * @param name the guarded kind of record; prefix of the fence's own file names
     * @param corrupt the reason code of a damaged fence, which does not heal with time
     * @param wait how long to wait for another process
     */
    EpochFence(Path root, String name, ReasonCode corrupt, Duration wait) {
        this.root = root;
        this.name = name;
        this.corrupt = corrupt;
        this.wait = wait;
    }

    /** Returns the folder that holds one folder per run. */
    Path root() {
        return root;
    }

    /** Returns the folder of a run. */
    Path folder(RunId run) {
        return root.resolve(run.value());
    }

    /**
     * Opens a run at an epoch, which fences out all lower epochs, and then runs the work as its owner. Creates the
     * folder if missing.
     */
    <T> T open(RunId run, long epoch, FileMutex.Work<T> work) throws IOException {
        if (epoch < 1) {
            throw new IllegalArgumentException("expected an epoch of 1 or more, found " + epoch);
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
            // Even if the epoch is unchanged: an earlier call may have failed before this point.
            Folders.force(folder);
            return work.run();
        });
    }

    /** Runs the work as the owner of a run. */
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

    /** Returns whether a record exists under the fence, according to the last {@link #mark}. Takes no lock. */
    boolean marked(RunId run) throws IOException {
        return read(run).sequence() == KEPT;
    }

    /** Fails if the fence of a run is damaged. Takes no lock. */
    void check(RunId run) throws IOException {
        read(run);
    }

    /** Records whether a record exists under the fence, so that its loss is detected. Only within {@link #pass}. */
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

    /** Fails if the fence is damaged, since the rightful writer is then unknown. */
    private Frame read(RunId run) throws IOException {
        Path fence = fence(folder(run));
        try {
            Optional<byte[]> bytes = WholeFile.read(fence);
            return bytes.isEmpty() ? new Frame(0, 0, NOTHING) : Frame.decode(Frame.Kind.FENCE, run, bytes.get());
        } catch (DamagedFileException e) {
            throw new WspException(
                    corrupt,
                    "the fence " + fence + " is damaged: " + e.getMessage()
                            + "; it is unknown which host may write to the run. Stop all hosts and remove the file",
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
                        + (highest == 0 ? " was never opened" : " was last opened by epoch " + highest)
                        + ", not by epoch " + epoch);
    }
}
