package io.worldstream.wsp.report;

/**
 * The number of a plan's events and rows, by outcome.
 *
 * @param planned events of the plan, after identical duplicates were collapsed and the traffic window applied
 * @param pushed events that were pushed at least once
 * @param admitted events that the gate admitted
 * @param duplicate events that the gate already had
 * @param quarantined events that the gate quarantined
 * @param deadLettered events that were dead-lettered by the host's policy
 * @param retries pushes of an event beyond its first
 * @param collapsed rows that repeated another row byte for byte and were left out
 * @param badRows rows that could not become events and were dead-lettered by the host's policy
 */
public record EventCounts(
        long planned,
        long pushed,
        long admitted,
        long duplicate,
        long quarantined,
        long deadLettered,
        long retries,
        long collapsed,
        long badRows) {
    /** No events. */
    public static final EventCounts NONE = new EventCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Returns the number of events with a terminal outcome. */
    public long settled() {
        return admitted + duplicate + quarantined + deadLettered;
    }
}
