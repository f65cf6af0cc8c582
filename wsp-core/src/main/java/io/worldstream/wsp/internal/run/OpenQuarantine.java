package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.progress.StreamPlace;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The quarantined events of a run that a redrive sends: their positions in the stream, eight bytes each, since the records
 * themselves may not fit in memory. Confined to one thread.
 */
final class OpenQuarantine {
    private final Set<EventId> chosen;
    private final Set<EventId> unknown;
    private long[] ordinals = new long[64];
    private int size;
    private long recorded;
    private long landed;

    private OpenQuarantine(Set<EventId> chosen) {
        this.chosen = chosen;
        unknown = new HashSet<>(chosen);
    }

    /**
     * Reads the records of a run.
     *
     * @param chosen the events to send; all that are open if it is empty
     * @throws IllegalArgumentException if a chosen event has no record of the gate's quarantine
     */
    static OpenQuarantine read(DeadLetterStore letters, RunId run, Set<EventId> chosen) throws IOException {
        OpenQuarantine open = new OpenQuarantine(chosen);
        letters.forEach(run, open::add);
        if (!open.unknown.isEmpty()) {
            throw new IllegalArgumentException("run " + run + " has no quarantined event "
                    + open.unknown.iterator().next() + " in " + letters.describe(run));
        }
        Arrays.sort(open.ordinals, 0, open.size);
        return open;
    }

    private void add(DeadLetterStore.Entry entry) {
        if (entry.letter().kind() != DeadLetter.Kind.GATE_QUARANTINE) {
            return;
        }
        EventId event = Objects.requireNonNull(entry.letter().eventId());
        unknown.remove(event);
        recorded++;
        if (entry.landed()) {
            landed++;
        } else if (chosen.isEmpty() || chosen.contains(event)) {
            if (size == ordinals.length) {
                ordinals = Arrays.copyOf(ordinals, 2 * size);
            }
            ordinals[size++] = StreamPlace.ordinal(entry.letter().position());
        }
    }

    /** Returns the number of events to send. */
    int size() {
        return size;
    }

    /** Returns the position of an event in the stream, from 0, in stream order. */
    long ordinal(int index) {
        return ordinals[Objects.checkIndex(index, size)];
    }

    /** Returns the number of the run's quarantined events that have a record. */
    long recorded() {
        return recorded;
    }

    /** Returns the number of the run's quarantined events that earlier redrives brought to the bus. */
    long landed() {
        return landed;
    }
}
