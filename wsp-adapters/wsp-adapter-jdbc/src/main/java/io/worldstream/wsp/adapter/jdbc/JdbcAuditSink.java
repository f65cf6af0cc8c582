package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.adapter.jdbc.AuditHold.Held;
import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditHostName;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Audit trail in PostgreSQL: a row of {@code wsp_audit_record} for each record, with the same text as in files, and one of
 * {@code wsp_audit_chain} for each host, with the number and the hash of the last record. An append inserts the record and
 * moves the head in one transaction. Records are never changed or deleted.
 *
 * <pre>{@code
 * try (JdbcAuditSink audit = new JdbcAuditSink(database, "host-1", Duration.ofSeconds(30), "machine, process 7")) {
 *     WorldStreamProducer producer = WorldStreamProducer.builder()...auditSink(audit).build();
 * }
 * }</pre>
 *
 * <p>One sink at a time holds a chain, from its first append until {@link #close}. It renews its hold three times per term,
 * on a thread of its own; a chain whose holder ended without closing it is free a tenth of the term after the term's end, by
 * the server's {@code clock_timestamp()}. Taking a chain fences out its former holder: each append names the epoch under
 * which its sink took the chain, and stores nothing under a later one.
 *
 * <p>Taking a chain verifies its last 100 records against the head. Each append compares the head and the last record with
 * those that this sink stored. If the outcome of an append is unknown, the next one takes the chain again, under a further
 * epoch; it waits for a transaction that may still commit, and appends behind its record. {@link JdbcAuditTrail} verifies a
 * whole chain.
 *
 * <p>Thread-safe. Calls block for a small multiple of {@link JdbcDatabase#timeout()}, which should be well below the term.
 */
public final class JdbcAuditSink implements AuditSink, Closeable {
    private static final int MOST_CHAINS = 64;
    private static final int RENEWALS_PER_TERM = 3;

    private final AuditHold hold;
    private final Duration term;
    private final ScheduledThreadPoolExecutor renewals;
    private @Nullable ScheduledFuture<?> renewing;
    private @Nullable Held held;
    /** The last record that is known to be stored; it must still be there when the chain is taken again. */
    private AuditChain confirmed = AuditChain.EMPTY;

    private volatile @Nullable Exception renewalFailure;

    /**
     * Creates a sink. Does not connect.
     *
     * @param database a database with the tables of {@link JdbcSchema}
     * @param host the name of this host, which no other one uses in this database: 1 to 128 of {@code A-Z a-z 0-9 _ . -}, not
     *     beginning with a dot
     * @param term the time for which the chain is held without a renewal; positive, at most 365 days
     * @param owner this process, in words, for those who find the chain held; at most 200 characters, none of them a control
     *     character
     * @throws IllegalArgumentException if an argument breaks its rule
     */
    public JdbcAuditSink(JdbcDatabase database, String host, Duration term, String owner) {
        hold = new AuditHold(
                Objects.requireNonNull(database, "database"),
                AuditHostName.require(host),
                Holding.requireTerm(term),
                Holding.requireOwner(owner));
        this.term = term;
        renewals = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "wsp-audit-renew-" + host);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Returns a sink for one of several processes of a host: it holds the first chain of {@code host}, {@code host-2},
     * {@code host-3} and so on, up to 64, that no process holds. Verifies the end of the chain at once.
     *
     * @throws WspException {@code AUDIT_CORRUPT} as for {@link #append}
     * @throws IOException if the database cannot be used, or all of these chains are held
     */
    public static JdbcAuditSink ofFreeChain(JdbcDatabase database, String host, Duration term, String owner)
            throws IOException {
        for (int number = 1; number <= MOST_CHAINS; number++) {
            JdbcAuditSink sink = new JdbcAuditSink(database, number == 1 ? host : host + "-" + number, term, owner);
            if (sink.takeOrEnd()) {
                return sink;
            }
        }
        throw new IOException("all " + MOST_CHAINS + " audit chains of host " + host + " in schema " + database.schema()
                + " of the database are in use");
    }

    private synchronized boolean takeOrEnd() throws IOException {
        boolean taken = false;
        try {
            taken = take();
        } finally {
            if (!taken) {
                renewals.shutdown();
            }
        }
        return taken;
    }

    @Override
    public synchronized AuditRecord append(AuditEntry entry) throws IOException {
        if (held == null && !take()) {
            throw unavailable();
        }
        Held before = Objects.requireNonNull(held);
        // Until this append succeeds, it is unknown what of it is stored; the next one finds out.
        held = null;
        AuditRecord record = before.end().next(entry);
        if (!hold.append(before, record)) {
            throw unavailable();
        }
        confirmed = AuditChain.endingWith(record);
        held = new Held(before.epoch(), confirmed, AuditLine.write(record));
        return record;
    }

    /** Takes the chain under a further epoch; returns false if another process holds it. */
    private boolean take() throws IOException {
        held = hold.take(confirmed).orElse(null);
        if (held != null && renewing == null && !renewals.isShutdown()) {
            long pause = Math.max(term.toNanos() / RENEWALS_PER_TERM, 1);
            renewing = renewals.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.NANOSECONDS);
        }
        return held != null;
    }

    /** Renews the hold; called on the thread of renewals, and by no one else but tests. */
    void renew() {
        try {
            hold.renew();
            renewalFailure = null;
        } catch (IOException | RuntimeException e) {
            renewalFailure = e; // tried again; told if the chain is lost meanwhile
        }
    }

    private WspException unavailable() throws IOException {
        WspException refusal = new WspException(
                ReasonCode.AUDIT_UNAVAILABLE,
                "another process appends to the audit trail in " + describe() + ": " + hold.holder()
                        + "; end it, or give this host another name");
        Exception cause = renewalFailure;
        if (cause != null) {
            refusal.addSuppressed(cause);
        }
        return refusal;
    }

    /** Returns the table and the host of the chain. */
    @Override
    public String describe() {
        return hold.place();
    }

    /** Lets another process append to the chain at once. A later append takes it again, without renewing its hold. */
    @Override
    public synchronized void close() throws IOException {
        renewals.shutdown();
        boolean mayHold = held != null || renewing != null;
        held = null;
        if (mayHold) {
            hold.release();
        }
    }
}
