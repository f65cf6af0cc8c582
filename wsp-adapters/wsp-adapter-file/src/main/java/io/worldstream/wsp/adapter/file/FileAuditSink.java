package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditHostName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Audit trail in a folder: {@code <root>/<host>/NNNNNN.jsonl}, one record a line, and {@code <root>/<host>/head}, the number
 * and the hash of the last record. An append writes the record, forces it to the disk and replaces the head. When a file
 * would grow beyond its limit, the next one begins, and the chain goes on in it. Nothing is ever changed or removed.
 *
 * <pre>{@code
 * try (FileAuditSink audit = new FileAuditSink(Path.of("/var/lib/wsp/audit"), "host-1")) {
 *     WorldStreamProducer producer = WorldStreamProducer.builder()...auditSink(audit).build();
 * }
 * }</pre>
 *
 * <p>One sink at a time uses a chain: {@code audit.lock} is locked from the first append until {@link #close}. The first
 * append verifies the last two files and the head. Records behind the head, which a crash may leave, are kept and logged;
 * bytes behind them that are no whole record are cut off and logged. Each append compares the head, the size and the last
 * record with what this sink wrote. {@link FileAuditTrail} verifies a whole chain.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed.
 *
 * <p>Thread-safe. Interrupting an appending thread fails the append.
 */
public final class FileAuditSink implements AuditSink, Closeable {
    /** The default limit of a file in bytes: 16 MiB. */
    public static final long DEFAULT_MAX_FILE_BYTES = 16L << 20;

    private static final int MOST_CHAINS = 64;

    private final AuditFolder folder;
    private final long maxFileBytes;
    private @Nullable HeldFolder held;
    private @Nullable AuditFiles files;

    /**
     * Creates a sink with files of at most {@link #DEFAULT_MAX_FILE_BYTES}. Does not access the disk.
     *
     * @param root holds one folder per host; created by the first append
     * @param host the name of this host, which no other one uses with this root: 1 to 128 of {@code A-Z a-z 0-9 _ . -},
     *     not beginning with a dot
     * @throws IllegalArgumentException if the name breaks its rule
     */
    public FileAuditSink(Path root, String host) {
        this(root, host, DEFAULT_MAX_FILE_BYTES);
    }

    /**
     * As {@link #FileAuditSink(Path, String)}, with another limit of a file.
     *
     * @param maxFileBytes the size beyond which a file takes no further record, at least 1; a file has at least one record
     */
    public FileAuditSink(Path root, String host, long maxFileBytes) {
        if (maxFileBytes < 1) {
            throw new IllegalArgumentException("expected a limit of 1 byte or more, found " + maxFileBytes);
        }
        this.folder = new AuditFolder(root.toAbsolutePath().resolve(AuditHostName.require(host)));
        this.maxFileBytes = maxFileBytes;
    }

    /**
     * Returns a sink for one of several processes of a host: it holds the first chain of {@code host}, {@code host-2},
     * {@code host-3} and so on, up to 64, that no process holds. Verifies the end of the chain at once.
     *
     * @throws WspException {@code AUDIT_CORRUPT} as for {@link #append}
     * @throws IOException if a folder cannot be made or locked, or all of these chains are held
     */
    public static FileAuditSink ofFreeChain(Path root, String host, long maxFileBytes) throws IOException {
        for (int number = 1; number <= MOST_CHAINS; number++) {
            FileAuditSink sink = new FileAuditSink(root, number == 1 ? host : host + "-" + number, maxFileBytes);
            if (sink.takeAndVerify()) {
                return sink;
            }
        }
        throw new IOException("all " + MOST_CHAINS + " audit chains of host " + host + " in " + root + " are in use");
    }

    @Override
    public synchronized AuditRecord append(AuditEntry entry) throws IOException {
        return inWords(() -> {
            if (!take()) {
                throw new WspException(
                        ReasonCode.AUDIT_UNAVAILABLE,
                        "another process appends to the audit trail in " + folder.path()
                                + "; end it, or give this host another name");
            }
            AuditFiles open = verified();
            // Until this append succeeds, it is unknown what of it is on the disk; the next one finds out.
            files = null;
            AuditRecord record = open.append(entry);
            files = open;
            return record;
        });
    }

    private synchronized boolean takeAndVerify() throws IOException {
        boolean verified = false;
        try {
            verified = inWords(() -> {
                boolean taken = take();
                if (taken) {
                    files = verified();
                }
                return taken;
            });
            return verified;
        } finally {
            if (!verified) {
                close();
            }
        }
    }

    private AuditFiles verified() throws IOException {
        AuditFiles open = files;
        return open == null ? AuditFiles.open(folder, maxFileBytes) : open;
    }

    private <T> T inWords(FileMutex.Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (DamagedFileException e) {
            throw new WspException(
                    ReasonCode.AUDIT_CORRUPT,
                    "the audit trail in " + folder.path() + " is damaged: " + e.getMessage()
                            + "; find out who changed it (wsp audit verify names the first bad record), and move the"
                            + " folder away as evidence: the host then begins a new chain",
                    e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot append to the audit trail in " + folder.path() + ": " + FileFailure.inWords(e), e);
        }
    }

    /** Holds the folder, unless it is held already; returns false if another process holds it. */
    private boolean take() throws IOException {
        HeldFolder before = held;
        if (before == null) {
            Folders.create(folder.path());
            Optional<HeldFolder> taken = HeldFolder.take(folder.path(), AuditFolder.LOCK);
            held = taken.orElse(null);
            return taken.isPresent();
        }
        if (!before.isStillThere()) {
            throw new DamagedFileException("another folder was put in its place");
        }
        return true;
    }

    /** Returns the folder of the chain. */
    @Override
    public String describe() {
        return folder.path().toString();
    }

    /** Lets another process append to the chain. A later append takes it again. */
    @Override
    public synchronized void close() throws IOException {
        HeldFolder before = held;
        held = null;
        files = null;
        if (before != null) {
            before.close();
        }
    }
}
