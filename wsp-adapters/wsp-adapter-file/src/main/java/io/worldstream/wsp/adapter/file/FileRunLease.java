package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases in a folder: {@code <root>/<run_id>/lease} holds the last epoch granted and the holder of the run, and is
 * never removed. {@code lease.lock} serialises access by several processes.
 *
 * <p>A holder also keeps a file of its own locked, which the operating system unlocks when the process ends: the run of
 * a dead process is free at once. If the holder's process is alive, even stopped, the run is free once the caller has
 * seen an unchanged lease for the holder's term plus a tenth, by its own monotonic clock. So the same {@code
 * FileRunLease} must ask again.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed.
 *
 * <p>Thread-safe. Processes may share a root on a local disk. A call waits at most 5 s for another call on the same
 * run. Interrupting a writing thread fails the write.
 */
public final class FileRunLease implements RunLease {
    private static final Logger LOG = LoggerFactory.getLogger(FileRunLease.class);
    private static final Pattern HOLDER = Pattern.compile("(" + ProcessName.PATTERN + ")-[0-9a-f]{16}\\.holder");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_OWNER_CHARS = 200;

    /** Margin for read errors and slew between the clocks of two processes on a machine. */
    private static final int MARGIN_DIVISOR = 10;

    private final Path root;
    private final Clock clock;
    private final Duration term;
    private final String owner;
    private final Duration lockWait;
    private final Map<RunId, Sighting> sightings = new ConcurrentHashMap<>();

    /**
     * Creates a lease in a folder. Never fails because of the folder, and does not access the disk.
     *
     * @param root created when the first run is acquired; not in a place that the system cleans up by age, such as
     *     {@code /tmp}
     * @param clock the monotonic clock that measures the terms of other holders
     * @param term the term of the grants; positive
     * @param owner this host, in words; at most 200 characters, none of them a control character
     */
    public FileRunLease(Path root, Clock clock, Duration term, String owner) {
        this(root, clock, term, owner, FileCheckpointStore.LOCK_WAIT);
    }

    FileRunLease(Path root, Clock clock, Duration term, String owner, Duration lockWait) {
        if (term.isZero() || term.isNegative()) {
            throw new IllegalArgumentException("expected a positive term, found " + term);
        }
        if (owner.isBlank()
                || owner.length() > MOST_OWNER_CHARS
                || owner.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "expected an owner of 1 to " + MOST_OWNER_CHARS + " characters, none of them a control character");
        }
        this.root = root.toAbsolutePath();
        this.clock = clock;
        this.term = term;
        this.owner = owner;
        this.lockWait = lockWait;
    }

    /** The time at which this host first saw a lease in its current state. */
    private record Sighting(long epoch, long writes, long sinceNanos) {}

    @Override
    public Optional<Grant> acquire(RunId run) throws IOException {
        Path folder = folder(run);
        try {
            if (!Files.isDirectory(folder)) {
                Folders.create(folder);
                Folders.force(root);
            }
            return locked(run, () -> {
                LeaseFile lease = LeaseFile.read(folder, run);
                return isFree(run, folder, lease) ? Optional.of(take(run, folder, lease)) : Optional.empty();
            });
        } catch (DamagedFileException e) {
            throw corrupt(e);
        } catch (IOException e) {
            throw cannot("acquire", run, e);
        }
    }

    @Override
    public Optional<String> holder(RunId run) throws IOException {
        Path folder = folder(run);
        try {
            if (LeaseFile.read(folder, run).holding() == null) {
                return Optional.empty();
            }
            // Under the lock: this check locks the holder's file, which a concurrent acquire would mistake for a live
            // holder.
            return locked(run, () -> {
                LeaseFile lease = LeaseFile.read(folder, run);
                LeaseFile.Holding by = lease.holding();
                return by == null || isDead(folder, by) ? Optional.empty() : Optional.of(inWords(lease.epoch(), by));
            });
        } catch (DamagedFileException e) {
            throw corrupt(e);
        } catch (IOException e) {
            throw cannot("read", run, e);
        }
    }

    /** A damaged lease does not heal with time. A holder that renews retries all the same, and its term runs out. */
    private static WspException corrupt(DamagedFileException e) {
        return new WspException(
                ReasonCode.CHECKPOINT_CORRUPT,
                "the lease " + e.getMessage()
                        + "; the holder of the run is unknown. Stop all hosts, then remove the file and, since epochs"
                        + " restart, the fences of the run",
                e);
    }

    private static String inWords(long epoch, LeaseFile.Holding by) {
        String pid = by.process().substring(0, by.process().indexOf('-'));
        return by.owner() + " (process " + pid + ", epoch " + epoch + ")";
    }

    Path folder(RunId run) {
        return root.resolve(run.value());
    }

    Duration term() {
        return term;
    }

    <T> T locked(RunId run, FileMutex.Work<T> work) throws IOException {
        return FileMutex.within(folder(run), "lease.lock", lockWait, work);
    }

    IOException cannot(String what, RunId run, IOException cause) {
        return new IOException(
                "cannot " + what + " the lease in " + folder(run) + ": " + FileFailure.inWords(cause), cause);
    }

    private boolean isFree(RunId run, Path folder, LeaseFile lease) throws IOException {
        LeaseFile.Holding by = lease.holding();
        if (by == null) {
            return true;
        }
        if (!by.isOfThisProcess() && removeIfAbandoned(folder.resolve(by.file()))) {
            LOG.info("run {} was held by {}, whose process is dead", run, inWords(lease.epoch(), by));
            return true;
        }
        long nowNanos = clock.monotonicNanos();
        Sighting seen = sightings.get(run);
        if (seen == null || seen.epoch() != lease.epoch() || seen.writes() != lease.writes()) {
            sightings.put(run, new Sighting(lease.epoch(), lease.writes(), nowNanos));
            return false;
        }
        Duration enough = by.term().plus(by.term().dividedBy(MARGIN_DIVISOR));
        return nowNanos - seen.sinceNanos() >= enough.toNanos();
    }

    private Grant take(RunId run, Path folder, LeaseFile before) throws IOException {
        String name = ProcessName.THIS + "-" + HexFormat.of().toHexDigits(RANDOM.nextLong()) + ".holder";
        Path file = folder.resolve(name);
        HeldFile held = HeldFile.create(file)
                .orElseThrow(() -> new IOException("another process removed " + file + " while it was created"));
        long epoch = before.epoch() + 1;
        try {
            new LeaseFile(epoch, 0, LeaseFile.Holding.of(term, name, owner)).write(folder, run);
            Folders.force(folder);
        } catch (IOException e) {
            held.close();
            Files.deleteIfExists(file);
            throw e;
        }
        sightings.remove(run);
        removeAbandoned(folder);
        return new FileGrant(this, run, epoch, file, held);
    }

    /** Removes files of processes that died after another process took over their run. */
    private static void removeAbandoned(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.holder")) {
            for (Path entry : entries) {
                Matcher holder = HOLDER.matcher(entry.getFileName().toString());
                if (holder.matches() && !holder.group(1).equals(ProcessName.THIS)) {
                    removeIfAbandoned(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("lease {}: cannot remove the files of dead processes: {}", folder, FileFailure.inWords(e));
        }
    }

    private static boolean removeIfAbandoned(Path file) throws IOException {
        boolean[] removed = new boolean[1];
        HeldFile.ifAbandoned(file, () -> removed[0] = Files.deleteIfExists(file));
        return removed[0];
    }

    private static boolean isDead(Path folder, LeaseFile.Holding by) throws IOException {
        boolean[] dead = new boolean[1];
        if (!by.isOfThisProcess()) {
            HeldFile.ifAbandoned(folder.resolve(by.file()), () -> dead[0] = true);
        }
        return dead[0];
    }
}
