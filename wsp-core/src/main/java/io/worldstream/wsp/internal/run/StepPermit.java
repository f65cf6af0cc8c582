package io.worldstream.wsp.internal.run;

/** The events that may leave although the run is paused. Confined to the lane's thread. */
final class StepPermit {
    private long events;
    private boolean instant;
    private boolean instantKnown;
    private long instantMicros;

    /** Permits the next events. */
    void grant(long number) {
        events = number;
    }

    /** Permits the next event, and those that are due together with it. */
    void grantInstant() {
        instant = true;
        instantKnown = false;
    }

    /** Returns whether further events may leave. */
    boolean open() {
        return events > 0 || instant;
    }

    /** Withdraws what is left. */
    void close() {
        events = 0;
        instant = false;
    }

    /**
     * Returns whether the next event may leave, and counts it if so.
     *
     * @param dueMicros the simulated time at which the event is due
     */
    boolean take(long dueMicros) {
        if (events > 0) {
            events--;
            return true;
        }
        if (instant && !instantKnown) {
            instantKnown = true;
            instantMicros = dueMicros;
        }
        instant = instant && dueMicros == instantMicros;
        return instant;
    }
}
