package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An in-memory audit trail that fails on request. Any thread may use it. */
public final class InMemoryAuditSink implements AuditSink, AutoCloseable {
    private final Place place;
    private final ScriptedFailures appends = new ScriptedFailures("the audit trail cannot be written, as scripted");
    private int lostAnswers;

    /** Creates a sink with a chain of its own, which has no records yet. */
    public InMemoryAuditSink() {
        this(new Place());
    }

    private InMemoryAuditSink(Place place) {
        this.place = place;
    }

    /** The chain that the sinks of several hosts, or of several starts of one, have in common. */
    private static final class Place {
        private final List<byte[]> lines = new ArrayList<>();
        private AuditChain head = AuditChain.EMPTY;
        private @Nullable InMemoryAuditSink holder;
    }

    /** Returns a sink over the same chain, for another host, or for the next start of this one once it is closed. */
    public InMemoryAuditSink another() {
        return new InMemoryAuditSink(place);
    }

    /** Makes the next {@code count} appends fail; they store nothing ({@code AUD-03}). */
    public void failNextAppends(int count) {
        synchronized (place) {
            appends.next(count);
        }
    }

    /** Makes all appends fail, like those to a full disk, until called with false. */
    public void setUnavailable(boolean unavailable) {
        synchronized (place) {
            appends.always(unavailable);
        }
    }

    /** Makes the next {@code count} appends fail although they store their record, like those to a remote store. */
    public void loseNextAnswers(int count) {
        synchronized (place) {
            lostAnswers = count;
        }
    }

    /**
     * Replaces the stored bytes of a record, as another hand may do ({@code AUD-06}).
     *
     * @param seq the number of the record, from 1
     */
    public void overwrite(int seq, byte[] line) {
        synchronized (place) {
            place.lines.set(seq - 1, line.clone());
        }
    }

    @Override
    public AuditRecord append(AuditEntry entry) throws IOException {
        synchronized (place) {
            if (place.holder == null) {
                place.holder = this;
            }
            if (place.holder != this) {
                throw new WspException(ReasonCode.AUDIT_UNAVAILABLE, "another host appends to this audit trail");
            }
            appends.strike();
            verifyEnd();
            AuditRecord record = place.head.next(entry);
            place.lines.add(AuditLine.write(record).getBytes(StandardCharsets.US_ASCII));
            place.head = AuditChain.endingWith(record);
            if (lostAnswers > 0) {
                lostAnswers--;
                throw new IOException("the answer of the audit trail is lost, as scripted");
            }
            return record;
        }
    }

    private void verifyEnd() {
        try {
            byte[] last = place.lines.isEmpty() ? null : place.lines.get(place.lines.size() - 1);
            if (last == null || AuditChain.endingWith(AuditLine.read(last)).equals(place.head)) {
                return;
            }
        } catch (BrokenException e) {
            throw new WspException(ReasonCode.AUDIT_CORRUPT, "the last record is damaged: " + e.getMessage(), e);
        }
        throw new WspException(ReasonCode.AUDIT_CORRUPT, "the last record is not the head of the chain");
    }

    /** Returns the stored bytes of each record, in order. */
    public List<byte[]> lines() {
        synchronized (place) {
            return place.lines.stream().map(byte[]::clone).toList();
        }
    }

    /**
     * Returns the records, verified.
     *
     * @throws AssertionError if the chain is broken
     */
    public List<AuditRecord> records() {
        List<AuditRecord> records = new ArrayList<>();
        AuditChain chain = AuditChain.EMPTY;
        for (byte[] line : lines()) {
            try {
                AuditRecord record = chain.verify(line);
                records.add(record);
                chain = AuditChain.endingWith(record);
            } catch (BrokenException e) {
                throw new AssertionError("record " + (chain.seq() + 1) + ": " + e.getMessage(), e);
            }
        }
        return records;
    }

    /** Returns the kinds of the records, in order. */
    public List<AuditKind> kinds() {
        return records().stream().map(record -> record.entry().kind()).toList();
    }

    /** Lets {@link #another} sink append. */
    @Override
    public void close() {
        synchronized (place) {
            if (place.holder == this) {
                place.holder = null;
            }
        }
    }
}
