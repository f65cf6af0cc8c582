package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.testkit.internal.SplitMix;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every step that can be seen from outside, as a hash, and, where it is asked for, the last of them in words. One thread.
 */
final class SimTrace {
    private static final int KEPT = 60;

    private final SimScheduler time;
    private final @Nullable Deque<String> lines;
    private long hash;
    private long steps;

    /** @param inWords whether to keep the last steps in words, which costs time */
    SimTrace(SimScheduler time, boolean inWords) {
        this.time = time;
        lines = inWords ? new ArrayDeque<>() : null;
    }

    /**
     * Notes a step.
     *
     * @param host whose, or -1
     * @param one what it is about: an event's place, a number
     * @param other more of it
     */
    void step(Step what, int host, long one, long other) {
        steps++;
        mix(time.nowNanos());
        mix(code(what));
        mix(host);
        mix(one);
        mix(other);
        if (lines != null) {
            if (lines.size() >= KEPT) {
                lines.removeFirst();
            }
            lines.addLast(String.format(
                    Locale.ROOT, "#%d %.6fs host %d: %s %d %d", steps, time.nowNanos() / 1e9, host, what, one, other));
        }
    }

    /** Adds something in words, for people. */
    void remark(Object words) {
        if (lines != null) {
            lines.addLast("     " + words);
        }
    }

    /** A number for a constant, the same in each process. */
    static long code(Enum<?> constant) {
        return constant.name().hashCode();
    }

    long hash() {
        return hash;
    }

    long steps() {
        return steps;
    }

    /** The last steps, oldest first; empty unless they are kept. */
    List<String> lines() {
        return lines == null ? List.of() : List.copyOf(lines);
    }

    private void mix(long value) {
        hash = SplitMix.mix(hash * 31 + value);
    }

    /** What can be seen. */
    enum Step {
        START,
        KILL,
        CLOSE,
        FREEZE,
        POLL,
        SETTLE,
        PUSH,
        ARRIVE,
        ANSWER,
        SUMMARY,
        COMMAND,
        ACQUIRE,
        RENEW,
        RELEASE,
        OPEN,
        SAVE,
        DISCARD,
        EVIDENCE,
        OPERATOR
    }
}
