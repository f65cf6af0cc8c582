package io.worldstream.wsp.adapter.kinesis;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The settled part of one shard. Not thread-safe. */
final class ShardPosition {
    private final SettledRanges settled = new SettledRanges();
    private boolean ended;
    private @Nullable Instant asOf;

    SettledRanges settled() {
        return settled;
    }

    /** Returns whether the shard is closed and all its records are settled. */
    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Returns the instant before which every record that arrived is settled or known; null if there is none. */
    @Nullable Instant asOf() {
        return asOf;
    }

    /** Moves {@link #asOf} forward; an earlier instant changes nothing. */
    void asOf(Instant instant) {
        if (asOf == null || instant.isAfter(asOf)) {
            asOf = instant;
        }
    }

    void merge(ShardPosition other) {
        settled.addAll(other.settled);
        ended |= other.ended;
        if (other.asOf != null) {
            asOf(other.asOf);
        }
    }

    /**
     * Forgets what was settled before the shard began: a shard of that name belonged to an earlier stream of the same
     * name.
     *
     * @return whether anything was forgotten
     */
    boolean beginAt(BigInteger start) {
        if (settled.last().equals(SettledRanges.START) && !ended) {
            return false;
        }
        if (settled.last().compareTo(start) >= 0) {
            return false;
        }
        settled.removeBelow(start);
        ended = false;
        asOf = null;
        return true;
    }
}
