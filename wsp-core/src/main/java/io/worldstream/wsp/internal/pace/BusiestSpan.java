package io.worldstream.wsp.internal.pace;

/** Finds the span of a fixed length that holds the most events. Events are added in order. One thread. */
final class BusiestSpan {
    private final long length;
    private long current = Long.MIN_VALUE;
    private long inCurrent;
    private long most;
    private long busiest;

    /** @param length the length of a span; spans begin at its multiples */
    BusiestSpan(long length) {
        this.length = length;
    }

    void add(long at) {
        long span = Math.floorDiv(at, length);
        inCurrent = span == current ? inCurrent + 1 : 1;
        current = span;
        if (inCurrent > most) {
            most = inCurrent;
            busiest = span;
        }
    }

    /** Returns the number of events in the busiest span. */
    long most() {
        return most;
    }

    /** Returns the start of the busiest span, the first one if several are equal. */
    long from() {
        return busiest * length;
    }
}
