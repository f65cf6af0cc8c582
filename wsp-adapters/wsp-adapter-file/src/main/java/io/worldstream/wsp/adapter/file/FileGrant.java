package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A grant of a {@link FileRunLease}. Thread-safe. */
final class FileGrant implements RunLease.Grant {
    private final FileRunLease lease;
    private final RunId run;
    private final long epoch;
    private final Path file;
    private final HeldFile held;
    private boolean over;

    /**
     * Creates a grant.
     *
     * @param file the path of {@code held}
     * @param held locked as long as this process lives
     */
    FileGrant(FileRunLease lease, RunId run, long epoch, Path file, HeldFile held) {
        this.lease = lease;
        this.run = run;
        this.epoch = epoch;
        this.file = file;
        this.held = held;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Duration term() {
        return lease.term();
    }

    @Override
    public synchronized boolean renew() throws IOException {
        if (over) {
            return false;
        }
        try {
            // The name is not forced to the disk: no holder survives a machine failure, so a renewal need not either.
            over = !rewrite(found -> found.next(found.holding()));
            if (over) {
                letGo();
            }
            return !over;
        } catch (IOException e) {
            throw lease.cannot("renew", run, e);
        }
    }

    @Override
    public synchronized void release() throws IOException {
        over = true;
        try {
            held.close(); // frees the run for other processes even if the write fails
            rewrite(found -> found.next(null));
            letGo();
        } catch (IOException e) {
            throw lease.cannot("release", run, e);
        }
    }

    @FunctionalInterface
    private interface Change {
        LeaseFile of(LeaseFile found);
    }

    /** Changes the lease if it is still this grant's, and returns whether it is. */
    private boolean rewrite(Change change) throws IOException {
        return lease.locked(run, () -> {
            Path folder = lease.folder(run);
            LeaseFile found = LeaseFile.read(folder, run);
            if (found.epoch() != epoch || found.holding() == null) {
                return false;
            }
            change.of(found).write(folder, run);
            return true;
        });
    }

    private void letGo() throws IOException {
        held.close();
        Files.deleteIfExists(file);
    }
}
