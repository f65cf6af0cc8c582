package io.worldstream.wsp.internal.flow;

/**
 * Determines from as few answers as possible whether a cut of the limit helped: a sequential probability ratio test of
 * the refused share before the cut against a small part of it. Counts only pushes that left after the cut. Confined to
 * one thread.
 */
final class CutTrial {
    /** The result of the trial. */
    enum Result {
        /** Undecided. */
        OPEN,
        /** The refused share is far smaller. */
        HELPED,
        /** The refused share is about the same or larger. */
        OF_NO_USE,
        /** The gate takes hardly any envelope. */
        FAR_TOO_MUCH
    }

    /** Maximum part of the earlier refused share that a gate with a limit still refuses once it has room. */
    private static final double WITH_ROOM = 1.0 / 8;
    /**
     * Bounds of the share to test: a smaller one takes too many answers to tell from none, a larger one may be a spike.
     */
    private static final double LEAST_SHARE = 0.02;

    private static final double MOST_SHARE = 0.5;
    private static final double TIMES_USUAL = 1.5;
    /** Factor above which a share counts as clearly larger than before. */
    private static final double TIMES_AS_LARGE = 2;
    /** Log-likelihood ratios at which the test decides. */
    private static final double HELPED_ODDS = 3.5;

    private static final double OF_NO_USE_ODDS = -2.5;
    /** Minimum number of answers, because the gate first works off its earlier load. */
    private static final int LEAST_ANSWERS = 24;

    private static final double HARDLY_ANY_TAKEN = 0.7;
    private static final int LEAST_REFUSALS = 10;
    /** Share above which a second of answers is required: many gates count by the second and refuse at its end. */
    private static final double OF_ITS_SECOND = 0.4;

    static final long SECOND_NANOS = 1_000_000_000L;

    private boolean open;
    private long fromNanos;
    private double before;
    private double withRoom;
    private double odds;
    private boolean gateWasAway;
    private int answers;
    private int refusals;

    /**
     * Starts a new trial and discards the previous one.
     *
     * @param share the refused share before the cut
     * @param usual the share that is refused at any load
     * @param fromNanos the time at which sending resumes
     */
    void start(double share, double usual, long fromNanos) {
        open = true;
        this.fromNanos = fromNanos;
        before = Math.max(Math.min(share, MOST_SHARE), Math.max(LEAST_SHARE, TIMES_USUAL * usual));
        withRoom = Math.max(WITH_ROOM * before, usual);
        odds = 0;
        gateWasAway = false;
        answers = 0;
        refusals = 0;
    }

    /** Returns whether the trial is undecided. */
    boolean isOpen() {
        return open;
    }

    /**
     * Adds one answer and returns the result so far. Refusals before the first taken envelope do not count: the gate is
     * then unreachable, which says nothing about the limit.
     */
    Result hear(boolean refused, long nowNanos) {
        if (answers == 0) {
            if (refused) {
                return Result.OPEN;
            }
            gateWasAway = nowNanos - fromNanos > SECOND_NANOS;
        }
        answers++;
        refusals += refused ? 1 : 0;
        odds += refused ? Math.log(withRoom / before) : Math.log((1 - withRoom) / (1 - before));
        Result result = result(nowNanos);
        open = result == Result.OPEN;
        return result;
    }

    private Result result(long nowNanos) {
        if (refusals >= LEAST_REFUSALS && share() >= HARDLY_ANY_TAKEN) {
            return Result.FAR_TOO_MUCH;
        }
        if (answers < LEAST_ANSWERS) {
            return Result.OPEN;
        }
        if (odds >= HELPED_ODDS) {
            return Result.HELPED;
        }
        boolean known = !isLarge() || nanos(nowNanos) >= SECOND_NANOS;
        return known && odds <= OF_NO_USE_ODDS ? Result.OF_NO_USE : Result.OPEN;
    }

    /** Returns the refused share since the cut. */
    double share() {
        return (double) refusals / answers;
    }

    /** Returns whether the share is clearly larger than before the cut. */
    boolean isWorse() {
        return share() > TIMES_AS_LARGE * before;
    }

    /** Returns whether the share is large enough to be the end of a second at a gate that counts by the second. */
    boolean isLarge() {
        return share() > OF_ITS_SECOND;
    }

    /** Returns the number of answers from the first taken envelope on. */
    int answers() {
        return answers;
    }

    /** Returns the nanoseconds since sending resumed. */
    long nanos(long nowNanos) {
        return nowNanos - fromNanos;
    }

    /** Returns whether the gate took nothing for more than a second after sending resumed. */
    boolean gateWasAway() {
        return gateWasAway;
    }
}
