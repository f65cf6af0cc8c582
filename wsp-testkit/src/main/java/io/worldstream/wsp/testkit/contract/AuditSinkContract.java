package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Proves an {@link AuditSink}: the rules {@code AUD-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class AuditSinkContract extends Contract {
    private static final Instant AT = Instant.parse("2026-01-02T10:15:30.123456Z");
    private static final int THREADS = 4;
    private static final int ROUNDS = 10;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected AuditSinkContract() {}

    /**
     * Returns a sink over the test's one chain, for a new start of the host: the sink of the last call has ended before.
     */
    protected abstract AuditSink sink() throws Exception;

    /** Returns a sink of another host over the same chain, while the host of the last {@link #sink} goes on. */
    protected abstract AuditSink rival() throws Exception;

    /** Returns the stored bytes of each record, in order and without line breaks. */
    protected abstract List<byte[]> stored() throws Exception;

    /** Changes a byte of the record that was stored last, as another hand would. */
    protected abstract void edit() throws Exception;

    /** Makes the location unusable for reads and writes. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "AUD-05";
    }

    @Test
    @DisplayName("AUD-01 an appended record is stored, also at the next start")
    public final void anAppendedRecordIsStored() throws Exception {
        AuditSink sink = sink();
        for (int i = 1; i <= 3; i++) {
            AuditRecord record = sink.append(plain(i));
            assertEquals(plain(i), record.entry(), "the entry of the record that is returned");
            assertLast(record, i);
        }
        assertLast(sink().append(plain(4)), 4);
    }

    @Test
    @DisplayName("AUD-02 records have their one text, and are chained from the first one on, across starts")
    public final void recordsAreChained() throws Exception {
        List<AuditEntry> entries = new ArrayList<>();
        List<byte[]> before = stored();
        for (int start = 0; start < 3; start++) {
            AuditSink sink = sink();
            for (AuditKind kind : AuditKind.values()) {
                AuditEntry entry = full(kind, start);
                entries.add(entry);
                sink.append(entry);
            }
            List<byte[]> now = stored();
            for (int i = 0; i < before.size(); i++) {
                assertArrayEquals(
                        before.get(i), now.get(i), "the bytes of record " + (i + 1) + " after a further start");
            }
            before = now;
        }
        assertEquals(entries, chained(), "the entries of the chain");
    }

    @Test
    @DisplayName("AUD-03 an append that cannot reach the location is an IOException, and the chain goes on behind it")
    public final void theChainGoesOnAfterAFailure() throws Exception {
        AuditSink sink = sink();
        sink.append(plain(1));
        cutOff();
        assertThrows(IOException.class, () -> sink.append(plain(2)), "an append while the location is unusable");
        restore();
        sink.append(plain(3));
        List<AuditEntry> entries = new ArrayList<>(chained());
        entries.remove(plain(2)); // may be there, as the record of an action that did not happen
        assertEquals(List.of(plain(1), plain(3)), entries, "the entries of the appends that returned");
        sink().append(plain(4));
        assertTrue(chained().contains(plain(4)), "the chain goes on at the next start");
    }

    @Test
    @DisplayName("AUD-04 while one host appends to a chain, another is refused")
    public final void oneHostAppendsAtATime() throws Exception {
        AuditSink sink = sink();
        sink.append(plain(1));
        AuditSink rival = rival();
        assertCode(ReasonCode.AUDIT_UNAVAILABLE, () -> rival.append(plain(2)));
        sink.append(plain(3));
        assertCode(ReasonCode.AUDIT_UNAVAILABLE, () -> rival.append(plain(2)));
        assertEquals(List.of(plain(1), plain(3)), chained(), "the entries of the chain");
    }

    @Test
    @DisplayName("AUD-05 any thread appends, several at once")
    public final void anyThreadAppends() throws Exception {
        AuditSink sink = sink();
        AtomicInteger numbers = new AtomicInteger();
        onOtherThreads(THREADS, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                sink.append(plain(numbers.incrementAndGet()));
            }
        });
        Set<AuditEntry> expected = new HashSet<>();
        for (int i = 1; i <= THREADS * ROUNDS; i++) {
            expected.add(plain(i));
        }
        List<AuditEntry> entries = chained();
        assertEquals(THREADS * ROUNDS, entries.size(), "the number of records");
        assertEquals(expected, new HashSet<>(entries), "the entries of the chain");
    }

    @Test
    @DisplayName("AUD-06 a chain that another hand changed takes no further record")
    public final void aChangedChainIsRefused() throws Exception {
        AuditSink sink = sink();
        sink.append(plain(1));
        sink.append(plain(2));
        edit();
        assertCode(ReasonCode.AUDIT_CORRUPT, () -> sink.append(plain(3)));
        AuditSink next = sink();
        assertCode(ReasonCode.AUDIT_CORRUPT, () -> next.append(plain(3)));
        assertEquals(2, stored().size(), "the number of records");
    }

    private static void assertCode(ReasonCode code, Executable append) {
        WspException refused = assertThrows(WspException.class, append, "an append that must be refused");
        assertEquals(code, refused.code(), "the code of the refusal");
    }

    private void assertLast(AuditRecord record, int count) throws Exception {
        List<byte[]> lines = stored();
        assertEquals(count, record.seq(), "the number of the record that is returned");
        assertEquals(count, lines.size(), "the number of records when an append returns");
        assertEquals(record, read(lines.get(count - 1)), "the last record when an append returns");
    }

    private static AuditRecord read(byte[] line) {
        try {
            return AuditLine.read(line);
        } catch (BrokenException e) {
            return fail("the stored bytes are not the text of a record: " + e.getMessage(), e);
        }
    }

    /** Verifies the stored chain; returns its entries. */
    private List<AuditEntry> chained() throws Exception {
        List<AuditEntry> entries = new ArrayList<>();
        AuditChain chain = AuditChain.EMPTY;
        for (byte[] line : stored()) {
            try {
                AuditRecord record = chain.verify(line);
                entries.add(record.entry());
                chain = AuditChain.endingWith(record);
            } catch (BrokenException e) {
                fail("record " + (chain.seq() + 1) + " breaks the chain: " + e.getMessage(), e);
            }
        }
        return entries;
    }

    private static AuditEntry plain(int number) {
        return AuditEntry.builder(AuditKind.PAUSED, AT)
                .detail("number", String.valueOf(number))
                .build();
    }

    private static AuditEntry full(AuditKind kind, int start) {
        return AuditEntry.builder(kind, AT.plusSeconds(start))
                .run(new RunId("3e76311080aab7743f44343b0eb25a7c"))
                .actor("ops \"on call\"")
                .reason("für \u2028 \ud83d\ude80\n\t\\ and a lone \ud800")
                .eventTime(AT.minusSeconds(1))
                .position((long) start)
                .detail("empty", "")
                .detail("kind", kind.wireName())
                .build();
    }
}
