package io.worldstream.wsp.internal.order;

/** What the reorder windows of a run hold together, of what they may. One thread. */
final class BufferedBytes {
    private final long most;
    private long bytes;

    /** @param most how much they may hold */
    BufferedBytes(long most) {
        this.most = most;
    }

    long most() {
        return most;
    }

    /** Counts a row in, or out; false if they hold more than they may. */
    boolean add(long change) {
        bytes += change;
        return bytes <= most;
    }
}
