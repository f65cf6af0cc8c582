package io.worldstream.wsp.testkit.sim;

import java.util.PriorityQueue;

/**
 * Virtual time: scheduled actions, in order of time and, at one instant, in the order of scheduling. Time does not
 * advance during an action. One thread.
 */
final class SimScheduler {
    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    /** Returns the virtual time, starting at 0. */
    long nowNanos() {
        return nowNanos;
    }

    /** Schedules an action at an instant, now at the earliest. */
    void at(long nanos, Runnable what) {
        queue.add(new Entry(Math.max(nanos, nowNanos), sequence++, what));
    }

    /** Schedules an action after a delay. */
    void after(long nanos, Runnable what) {
        at(nowNanos + nanos, what);
    }

    /** Runs the next action; returns false if none is left. */
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
