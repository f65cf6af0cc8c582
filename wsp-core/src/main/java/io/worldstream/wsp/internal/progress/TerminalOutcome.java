package io.worldstream.wsp.internal.progress;

/** The ends that an event can have (contracts 9). */
public enum TerminalOutcome {
    ADMITTED,
    DUPLICATE,
    QUARANTINED,
    SET_ASIDE
}
