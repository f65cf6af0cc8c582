package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.DeadLetterStore.Entry;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Proves a {@link DeadLetterStore}: the rules {@code QUA-*} of {@code docs/spec.md}, those of a sink and those of reading.
 */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class DeadLetterStoreContract extends DeadLetterSinkContract {
    private static final String FIRST = "stream#event=1";

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected DeadLetterStoreContract() {}

    @Override
    protected abstract DeadLetterStore deadLetters() throws Exception;

    /** {@inheritDoc} Default: as the store lists them. */
    @Override
    protected Collection<DeadLetter> kept(RunId run) throws Exception {
        return listed(deadLetters(), run).stream().map(Entry::letter).toList();
    }

    @Test
    @DisplayName("QUA-06 a store lists and finds each record, at once and after a restart, and those of the run alone")
    public final void listsWhatWasRecorded() throws Exception {
        DeadLetter one = quarantined(FIRST);
        DeadLetter two = evidence(RUN, "stream#event=2", null);
        DeadLetterStore store = openedStore(1);
        store.open(OTHER, 1);
        store.record(1, one);
        store.record(1, two);
        store.record(1, evidence(OTHER, FIRST, null));
        for (DeadLetterStore each : List.of(store, deadLetters())) {
            assertEquals(List.of(new Entry(one, List.of()), new Entry(two, List.of())), listed(each, RUN), "listed");
            assertEquals(Optional.of(new Entry(one, List.of())), each.find(RUN, FIRST), "found");
            assertEquals(Optional.empty(), each.find(RUN, "stream#event=3"), "a position without a record");
        }
    }

    @Test
    @DisplayName("QUA-06 a run that nobody opened has no records, and reading fences nobody")
    public final void readingFencesNobody() throws Exception {
        DeadLetterStore reader = deadLetters();
        assertEquals(List.of(), listed(reader, RUN), "the records of a run that nobody opened");
        assertEquals(Optional.empty(), reader.find(RUN, FIRST), "a record of a run that nobody opened");
        DeadLetterStore store = openedStore(1);
        listed(reader, RUN);
        store.record(1, quarantined(FIRST));
        assertEquals(1, listed(reader, RUN).size(), "the number of records");
    }

    @Test
    @DisplayName("QUA-06 a location that cannot be read is an IOException, never empty, and is read later")
    public final void readingFailsLoudly() throws Exception {
        DeadLetterStore store = openedStore(1);
        store.record(1, quarantined(FIRST));
        cutOff();
        assertThrows(IOException.class, () -> listed(store, RUN), "a list while the location is unusable");
        assertThrows(IOException.class, () -> store.find(RUN, FIRST), "a search while the location is unusable");
        restore();
        assertEquals(1, listed(store, RUN).size(), "the number of records");
        assertEquals(true, store.find(RUN, FIRST).isPresent(), "whether the record is found");
    }

    @Test
    @DisplayName("QUA-07 attempts are appended, at once and after a restart and under a higher epoch")
    public final void attemptsAreAppended() throws Exception {
        DeadLetterStore store = openedStore(1);
        store.record(1, quarantined(FIRST));
        store.record(1, quarantined("stream#event=2"));
        RedriveAttempt again = attempt(RedriveAttempt.Outcome.QUARANTINE, "SCHEMA \u00fc", null);
        RedriveAttempt landed = attempt(RedriveAttempt.Outcome.ADMIT, "", "receipt \"2\"");
        store.redriven(1, RUN, FIRST, again);
        DeadLetterStore next = openedStore(2);
        next.redriven(2, RUN, FIRST, landed);
        next.redriven(2, RUN, FIRST, landed); // repeats the call
        for (DeadLetterStore each : List.of(store, next, deadLetters())) {
            Entry entry = each.find(RUN, FIRST).orElseThrow();
            assertEquals(new Entry(quarantined(FIRST), List.of(again, landed)), entry, "the record with its attempts");
            assertEquals(
                    List.of(entry, new Entry(quarantined("stream#event=2"), List.of())), listed(each, RUN), "listed");
        }
        next.record(2, quarantined(FIRST));
        assertEquals(2, next.find(RUN, FIRST).orElseThrow().attempts().size(), "attempts after another record");
    }

    @Test
    @DisplayName("QUA-07 an attempt needs the last epoch and a record")
    public final void attemptsAreFenced() throws Exception {
        DeadLetterStore store = openedStore(1);
        store.record(1, quarantined(FIRST));
        RedriveAttempt attempt = attempt(RedriveAttempt.Outcome.DUPLICATE, "", null);
        assertThrows(
                IllegalArgumentException.class,
                () -> store.redriven(1, RUN, "stream#event=2", attempt),
                "an attempt without a record");
        openedStore(2);
        assertLost(() -> store.redriven(1, RUN, FIRST, attempt), "an attempt by a lower epoch");
        assertEquals(List.of(), deadLetters().find(RUN, FIRST).orElseThrow().attempts(), "the attempts");
    }

    @Test
    @DisplayName(
            "QUA-07 an attempt that cannot be stored is an IOException, leaves the earlier ones, and is stored later")
    public final void attemptsFailLoudly() throws Exception {
        DeadLetterStore store = openedStore(1);
        store.record(1, quarantined(FIRST));
        RedriveAttempt first = attempt(RedriveAttempt.Outcome.FAILED, "RETRY_EXHAUSTED", null);
        RedriveAttempt second = attempt(RedriveAttempt.Outcome.ADMIT, "", null);
        store.redriven(1, RUN, FIRST, first);
        cutOff();
        assertThrows(IOException.class, () -> store.redriven(1, RUN, FIRST, second), "an attempt while it is unusable");
        restore();
        assertEquals(List.of(first), store.find(RUN, FIRST).orElseThrow().attempts(), "the attempts");
        store.redriven(1, RUN, FIRST, second);
        assertEquals(
                List.of(first, second), store.find(RUN, FIRST).orElseThrow().attempts(), "the attempts");
    }

    private DeadLetterStore openedStore(long epoch) throws Exception {
        DeadLetterStore store = deadLetters();
        store.open(RUN, epoch);
        return store;
    }

    private static RedriveAttempt attempt(RedriveAttempt.Outcome outcome, String reason, @Nullable String receiptId) {
        return new RedriveAttempt(
                Instant.parse("2026-03-01T00:00:00.000001Z"),
                outcome,
                reason.isEmpty() ? List.of() : List.of(reason),
                receiptId);
    }

    private static List<Entry> listed(DeadLetterStore store, RunId run) throws IOException {
        List<Entry> entries = new ArrayList<>();
        store.forEach(run, entries::add);
        entries.sort(Comparator.comparing(entry -> entry.letter().position()));
        return entries;
    }
}
