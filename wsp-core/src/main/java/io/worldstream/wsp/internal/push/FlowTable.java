package io.worldstream.wsp.internal.push;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Maps each flow to its last open push. An open-addressing hash table that allocates nothing per event. Grows with the
 * number of open flows and never shrinks. Confined to one thread.
 */
final class FlowTable {
    /**
     * Multiplier for Fibonacci hashing, an odd number near 2^64 / phi; spreads flows that differ only in their high
     * bits.
     */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private @Nullable Push[] tails = new Push[16];
    private int size;

    /** Makes a push the last of its flow; returns the previous one, or null if the flow was free. */
    @Nullable Push put(Push push) {
        if (2 * size >= tails.length) {
            grow();
        }
        int at = find(push.flow);
        Push before = tails[at];
        tails[at] = push;
        size += before == null ? 1 : 0;
        return before;
    }

    /** Frees a flow whose last push is settled. */
    void remove(long flow) {
        int hole = find(flow);
        if (tails[hole] == null) {
            return;
        }
        tails[hole] = null;
        size--;
        // Shift later entries of the probe run back, or a probe from their home slots would stop at the hole.
        int mask = tails.length - 1;
        for (int at = hole + 1 & mask; tails[at] != null; at = at + 1 & mask) {
            Push moved = Objects.requireNonNull(tails[at]);
            if ((at - home(moved.flow) & mask) >= (at - hole & mask)) {
                tails[hole] = moved;
                tails[at] = null;
                hole = at;
            }
        }
    }

    /** Returns the number of open flows. */
    int size() {
        return size;
    }

    private int find(long flow) {
        int mask = tails.length - 1;
        int at = home(flow);
        for (Push tail = tails[at]; tail != null && tail.flow != flow; tail = tails[at]) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private int home(long flow) {
        return (int) ((flow * SPREAD) >>> (Long.SIZE - Integer.numberOfTrailingZeros(tails.length)));
    }

    private void grow() {
        @Nullable Push[] old = tails;
        tails = new Push[2 * old.length];
        for (Push tail : old) {
            if (tail != null) {
                tails[find(tail.flow)] = tail;
            }
        }
    }
}
