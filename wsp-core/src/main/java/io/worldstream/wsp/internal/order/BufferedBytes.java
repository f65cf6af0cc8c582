package io.worldstream.wsp.internal.order;

/** The memory budget that the reorder windows of a run share. One thread. */
final class BufferedBytes {
    private final long most;
    private long bytes;

    /** @param most the budget in bytes */
    BufferedBytes(long most) {
        this.most = most;
    }

    long most() {
        return most;
    }

    /** Adds a change in bytes, positive or negative. Returns false if the budget is exceeded. */
    boolean add(long change) {
        bytes += change;
        return bytes <= most;
    }
}
