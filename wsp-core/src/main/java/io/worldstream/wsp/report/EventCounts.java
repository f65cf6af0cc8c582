package io.worldstream.wsp.report;

/**
 * What became of a plan's events.
 *
 * @param planned events of the plan, after identical duplicates were collapsed and the traffic window applied
 * @param pushed events that were pushed at least once
 * @param admitted events that the gate admitted
 * @param duplicate events that the gate knew already
 * @param quarantined events that the gate took into quarantine
 * @param setAside events that the host's policy passed over, with evidence
 * @param retries pushes beyond the first of an event
 * @param collapsed rows that repeated another row byte for byte and were left out
 * @param badRows rows that could not become events and were set aside by policy, with evidence
 */
public record EventCounts(
        long planned,
        long pushed,
        long admitted,
        long duplicate,
        long quarantined,
        long setAside,
        long retries,
        long collapsed,
        long badRows) {
    /** Nothing was planned. */
    public static final EventCounts NONE = new EventCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Events with a terminal outcome. */
    public long settled() {
        return admitted + duplicate + quarantined + setAside;
    }
}
