package io.worldstream.wsp.internal.progress;

/** The terminal outcomes of an event (contracts 9). */
public enum TerminalOutcome {
    ADMITTED,
    DUPLICATE,
    QUARANTINED,
    DEAD_LETTERED
}
