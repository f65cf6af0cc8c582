package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.report.EventCounts;

/**
 * The number of settled events by terminal outcome. Immutable.
 *
 * @param admitted events that the gate admitted
 * @param duplicate events that the gate already had
 * @param quarantined events that the gate quarantined
 * @param deadLettered events that were dead-lettered
 */
public record OutcomeCounts(long admitted, long duplicate, long quarantined, long deadLettered) {
    /** No events. */
    public static final OutcomeCounts NONE = new OutcomeCounts(0, 0, 0, 0);

    public OutcomeCounts {
        if (admitted < 0 || duplicate < 0 || quarantined < 0 || deadLettered < 0) {
            throw new IllegalArgumentException("negative counts: " + admitted + " admitted, " + duplicate
                    + " duplicate, " + quarantined + " quarantined, " + deadLettered + " dead-lettered");
        }
    }

    /** Returns the number of all settled events. */
    public long total() {
        return byGate() + deadLettered;
    }

    /** Returns the number of events that the gate itself settled. */
    public long byGate() {
        return admitted + duplicate + quarantined;
    }

    /** Returns these counts with more events of one outcome, or fewer if the number is negative. */
    public OutcomeCounts plus(long events, TerminalOutcome outcome) {
        return switch (outcome) {
            case ADMITTED -> new OutcomeCounts(admitted + events, duplicate, quarantined, deadLettered);
            case DUPLICATE -> new OutcomeCounts(admitted, duplicate + events, quarantined, deadLettered);
            case QUARANTINED -> new OutcomeCounts(admitted, duplicate, quarantined + events, deadLettered);
            case DEAD_LETTERED -> new OutcomeCounts(admitted, duplicate, quarantined, deadLettered + events);
        };
    }

    /** Returns the counts of a report, whose other numbers the caller supplies. */
    public EventCounts report(long planned, long pushed, long retries, long collapsed, long badRows) {
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
