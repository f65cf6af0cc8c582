package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.testkit.internal.SplitMix;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A hash of every externally visible step and, if requested, the last steps in words. One thread. */
final class SimTrace {
    private static final int KEPT = 60;

    private final SimScheduler time;
    private final @Nullable Deque<String> lines;
    private long hash;
    private long steps;

    /** @param inWords whether to record the last steps in words, which costs time */
    SimTrace(SimScheduler time, boolean inWords) {
        this.time = time;
        lines = inWords ? new ArrayDeque<>() : null;
    }

    /**
     * Records a step.
     *
     * @param host the host, or -1
     * @param one the subject: an event's place, or a number
     * @param other additional data
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

    /** Adds a human-readable remark. */
    void remark(Object words) {
        if (lines != null) {
            lines.addLast("     " + words);
        }
    }

    /** Adds a human-readable remark about a subject. */
    void remark(Object subject, Object words) {
        if (lines != null) {
            remark(subject + ": " + words);
        }
    }

    /** Returns a number for a constant, the same in each process. */
    static long code(Enum<?> constant) {
        return constant.name().hashCode();
    }

    long steps() {
        return steps;
    }

    /** Returns the trace so far. */
    SimResult.Trace result() {
        return new SimResult.Trace(hash, steps, time.nowNanos(), lines == null ? List.of() : List.copyOf(lines));
    }

    private void mix(long value) {
        hash = SplitMix.mix(hash * 31 + value);
    }

    /** The kinds of visible steps. */
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
        OPERATOR,
        AUDIT,
        REVOKE,
        CONTROL,
        REPLY
    }
}
