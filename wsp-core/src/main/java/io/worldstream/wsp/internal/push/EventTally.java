package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.EventCounts;
import io.worldstream.wsp.internal.push.Verdict.Settlement;

/** Counts what became of a stream's events, those before its cursor included. One thread. */
final class EventTally {
    /** Events that were taken, and so the place of the next one. */
    long taken;

    private long pushed;
    private long admitted;
    private long duplicate;
    private long quarantined;
    private long setAside;
    private long retries;

    EventTally(Cursor from) {
        taken = from.events();
        pushed = from.events();
        admitted = from.admitted();
        duplicate = from.duplicate();
        quarantined = from.quarantined();
        setAside = from.setAside();
        retries = from.retries();
    }

    void onSent(int attempt) {
        if (attempt == 1) {
            pushed++;
        } else {
            retries++;
        }
    }

    void onSettled(Settlement settlement) {
        switch (settlement) {
            case ADMITTED -> admitted++;
            case DUPLICATE -> duplicate++;
            case QUARANTINED -> quarantined++;
            case SET_ASIDE -> setAside++;
        }
    }

    /** Events that the gate itself put an end to. */
    long settledByGate() {
        return admitted + duplicate + quarantined;
    }

    EventCounts counts(long planned, long collapsed, long badRows) {
        return new EventCounts(
                planned, pushed, admitted, duplicate, quarantined, setAside, retries, collapsed, badRows);
    }
}
