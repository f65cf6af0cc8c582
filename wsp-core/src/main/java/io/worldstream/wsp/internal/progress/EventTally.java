package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.report.EventCounts;

/** Counts a stream's events by outcome, including those before its cursor. One thread. */
public final class EventTally {
    /** The number of events taken so far, which is the index of the next one. */
    public long taken;

    private long pushed;
    private long admitted;
    private long duplicate;
    private long quarantined;
    private long deadLettered;
    private long retries;

    public EventTally(Cursor from) {
        taken = from.events();
        pushed = from.events();
        admitted = from.admitted();
        duplicate = from.duplicate();
        quarantined = from.quarantined();
        deadLettered = from.deadLettered();
        retries = from.retries();
    }

    public void onSent(int attempt) {
        if (attempt == 1) {
            pushed++;
        } else {
            retries++;
        }
    }

    public void onSettled(TerminalOutcome outcome) {
        switch (outcome) {
            case ADMITTED -> admitted++;
            case DUPLICATE -> duplicate++;
            case QUARANTINED -> quarantined++;
            case DEAD_LETTERED -> deadLettered++;
        }
    }

    /** Returns the number of events that the gate itself settled. */
    public long settledByGate() {
        return admitted + duplicate + quarantined;
    }

    public EventCounts counts(long planned, long collapsed, long badRows) {
        return EventCounts.builder()
                .planned(planned)
                .pushed(pushed)
                .admitted(admitted)
                .duplicate(duplicate)
                .quarantined(quarantined)
                .deadLettered(deadLettered)
                .retries(retries)
                .collapsed(collapsed)
                .badRows(badRows)
                .build();
    }
}
