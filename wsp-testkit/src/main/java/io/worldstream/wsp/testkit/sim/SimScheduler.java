package io.worldstream.wsp.testkit.sim;

import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen, in order of time and, at one instant, in the order in which it was asked for. Time stands
 * still while something happens. One thread.
 */
final class SimScheduler {
    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    /** Virtual time, from 0. */
    long nowNanos() {
        return nowNanos;
    }

    /** Has something happen at an instant, now at the earliest. */
    void at(long nanos, Runnable what) {
        queue.add(new Entry(Math.max(nanos, nowNanos), sequence++, what));
    }

    /** Has something happen so much later. */
    void after(long nanos, Runnable what) {
        at(nowNanos + nanos, what);
    }

    /** Has the next thing happen; false if nothing is left. */
    boolean step() {
        Entry next = queue.poll();
        if (next == null) {
            return false;
        }
        nowNanos = next.nanos;
        next.what.run();
        return true;
    }

    private record Entry(long nanos, long sequence, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime == 0 ? Long.compare(sequence, other.sequence) : byTime;
        }
    }
}
