package io.worldstream.wsp.report;

/** The cause of an event's lateness (design, Time). */
public enum LatenessCause {
    /** The thread woke later than it asked to. */
    WAIT_OVERSHOOT,
    /** The next row had not been read yet. */
    SOURCE_STARVATION,
    /** The window was full: the gate is slower than the stream. */
    WINDOW_FULL,
    /** An earlier event was being retried. */
    RETRY,
    /** The rate cap held the event. */
    RATE_CAP
}
