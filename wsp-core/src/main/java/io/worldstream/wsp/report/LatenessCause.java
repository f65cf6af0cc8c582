package io.worldstream.wsp.report;

/** Who made an event late (design, Time). */
public enum LatenessCause {
    /** The thread was woken later than it asked to be. */
    WAIT_OVERSHOOT,
    /** The next row had not been read yet. */
    SOURCE_STARVATION,
    /** All places in the window were taken: the gate is slower than the stream. */
    WINDOW_FULL,
    /** An event before it was being tried again. */
    RETRY,
    /** The rate cap held it. */
    RATE_CAP
}
