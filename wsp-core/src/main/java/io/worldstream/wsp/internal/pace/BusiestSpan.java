package io.worldstream.wsp.internal.pace;

/** The span of a fixed length that holds the most of events that come in order. One thread. */
final class BusiestSpan {
    private final long length;
    private long current = Long.MIN_VALUE;
    private long inCurrent;
    private long most;
    private long busiest;

    /** @param length of a span; spans begin at its multiples */
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

    /** How many events the span holds. */
    long most() {
        return most;
    }

    /** Where the span begins; of several the first. */
    long from() {
        return busiest * length;
    }
}
