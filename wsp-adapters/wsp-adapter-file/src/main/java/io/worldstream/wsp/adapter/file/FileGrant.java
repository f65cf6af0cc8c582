package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A grant of a {@link FileRunLease}. Any thread may call it. */
final class FileGrant implements RunLease.Grant {
    private final FileRunLease lease;
    private final RunId run;
    private final long epoch;
    private final Path file;
    private final HeldFile held;
    private boolean over;

    /**
     * @param file shows that this process lives, as long as it is held
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
            // The name is not forced to the disk: a renewal need not outlast the machine, since no holder does.
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
            held.close(); // so that other processes have the run, even if it cannot be written down
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

    /** Changes the lease, unless it is another's; says whether it is still this grant's. */
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
