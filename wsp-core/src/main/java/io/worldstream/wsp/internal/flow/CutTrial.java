package io.worldstream.wsp.internal.flow;

/**
 * Finds out whether a cut of the limit helped, from as few answers as that takes: a sequential probability ratio test of
 * the share that was refused before against a small part of it. Hears only of tries that left after the cut. One thread.
 */
final class CutTrial {
    /** The result so far. */
    enum Result {
        /** Nothing yet. */
        OPEN,
        /** Far fewer are refused. */
        HELPED,
        /** About as many are refused, or more. */
        OF_NO_USE,
        /** Hardly any is taken. */
        FAR_TOO_MUCH
    }

    /** Of what it refused before, the most that a gate with a limit refuses once there is room. */
    private static final double WITH_ROOM = 1.0 / 8;
    /** A smaller share takes too many answers to tell from none, a larger one may be that of a moment. */
    private static final double LEAST_SHARE = 0.02;

    private static final double MOST_SHARE = 0.5;
    private static final double TIMES_USUAL = 1.5;
    /** Clearly more than before. */
    private static final double TIMES_AS_LARGE = 2;
    /** Logarithms of odds that are enough. */
    private static final double HELPED_ODDS = 3.5;

    private static final double OF_NO_USE_ODDS = -2.5;
    /** A gate works off first what it let in before. */
    private static final int LEAST_ANSWERS = 24;

    private static final double HARDLY_ANY_TAKEN = 0.7;
    private static final int LEAST_REFUSALS = 10;
    /** Many gates count by the second: a share so large may be that of the end of one. */
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
     * Begins; what was going on is forgotten.
     *
     * @param share that was refused before the cut
     * @param usual share that is refused whatever is sent
     * @param fromNanos when sending goes on
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

    /** Whether nothing has been found out yet. */
    boolean isOpen() {
        return open;
    }

    /** Takes in one answer; while nothing at all is taken the gate is away, which says nothing about the limit. */
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

    /** The share that is refused since the cut. */
    double share() {
        return (double) refusals / answers;
    }

    /** Whether the share is clearly larger than the one before the cut. */
    boolean isWorse() {
        return share() > TIMES_AS_LARGE * before;
    }

    /** Whether the share may be one of a moment, however long that was heard. */
    boolean isLarge() {
        return share() > OF_ITS_SECOND;
    }

    /** Answers since the first that was taken. */
    int answers() {
        return answers;
    }

    /** Nanoseconds since sending went on. */
    long nanos(long nowNanos) {
        return nowNanos - fromNanos;
    }

    /** Whether nothing was taken for more than a second before the first answer. */
    boolean gateWasAway() {
        return gateWasAway;
    }
}
