package io.worldstream.wsp.internal.flow;

/**
 * Adapts the concurrency limit to the capacity of the gate. The limit grows until the gate refuses clearly more than
 * usual. It is then cut, and a trial determines whether the cut helped. If the gate refuses less after the cut, the
 * limit was too large and returns to just below the size at which that showed. If it refuses as much although clearly
 * less was sent, the gate refuses that share at any load: the cut is undone, and the share counts as usual from then
 * on. Confined to one thread.
 */
public final class AdaptiveControl implements FlowControl {
    /** Factor after doubling, which may reach twice the limit of the gate before the first refusal arrives. */
    private static final double OF_DOUBLED = 0.5;
    /** Factor on a size that was too large. */
    private static final double JUST_BELOW = 0.985;
    /**
     * The next lower whole number is preferred if it is at least this part of a size that was too large: gates count
     * slots.
     */
    private static final double NEXT_WHOLE = 0.95;
    /** Factor on the taken load at which a gate with a limit has room. */
    private static final double DEEP = 0.75;
    /** Minimum factor of a single cut. */
    private static final double LEAST_PART = 0.25;
    /** Relative difference below which two limits count as the same. */
    private static final double SAME_LIMIT = 0.03;
    /** Length of a rest, in receipts. Doubles each time the same limit is found, because finding it costs refusals. */
    private static final long FIRST_REST = 100;

    private static final long LONGEST_REST = 400;
    /** Number of consecutive cuts during a rest at which a cut is deep. */
    private static final int MANY_TOO_SOON = 2;
    /** Maximum ratio of the taken load to the earlier one that counts as clearly less. */
    private static final double CLEARLY_LESS = 0.85;

    private final ConcurrencyLimit limit;
    private final RefusalShare refusals = new RefusalShare();
    private final CutTrial trial = new CutTrial();
    private final LimitGrowth growth = new LimitGrowth();
    private final LatencyTrend latency = new LatencyTrend();
    private boolean cut;
    private long cutNanos;
    /** The size at which too much was refused. */
    private double tooLarge;

    /** Set if the limit was growing towards an unknown target at that size. */
    private boolean tooLargeUnbounded;
    /** The size to return to if the cut helps. */
    private double comeback;

    private long rest = FIRST_REST;
    private int tooSoon;
    /** Set if the current cut is deep enough for a gate with a limit to have room. */
    private boolean deep;
    /** The load that was taken after the previous cut; 0 if there was none. */
    private double takenBefore;

    /** @param ceiling the maximum number of envelopes at the gate */
    public AdaptiveControl(int ceiling) {
        limit = new ConcurrencyLimit(ceiling);
    }

    @Override
    public int window() {
        return limit.window();
    }

    @Override
    public long nanosToNextSend(long nowNanos) {
        return limit.nanosToNext(nowNanos);
    }

    @Override
    public void onSend(long nowNanos) {
        limit.onSend(nowNanos);
    }

    @Override
    public void onReceipt(long sentNanos, long nowNanos, int inWindow) {
        limit.onLatency(nowNanos - sentNanos);
        latency.add(nowNanos - sentNanos, nowNanos, limit.window());
        if (leftBeforeCut(sentNanos)) {
            return;
        }
        if (trial.isOpen()) {
            hear(false, nowNanos);
            return;
        }
        refusals.compare(false);
        boolean used = limit.isUsed(inWindow);
        if (used && latency.swollen()) {
            growth.bound(limit.size());
        } else if (used) {
            if (latency.receded()) {
                growth.unbound();
            }
            limit.resize(growth.onReceipt(limit.size(), refusals.isSuspicious(), nowNanos));
        }
    }

    @Override
    public void onRefusal(long sentNanos, long nowNanos, long silenceNanos) {
        if (leftBeforeCut(sentNanos)) {
            return;
        }
        if (silenceNanos > 0) {
            cutForSilence(silenceNanos, nowNanos);
        } else if (trial.isOpen()) {
            hear(true, nowNanos);
        } else if (refusals.compare(true)) {
            cutForExcess(nowNanos);
        }
    }

    /** Returns whether a push left before the last cut and so says nothing about the limit since then. */
    private boolean leftBeforeCut(long sentNanos) {
        return cut && sentNanos - cutNanos < 0;
    }

    private void cutForSilence(long silenceNanos, long nowNanos) {
        boolean tooSoonAgain = trial.isOpen() || growth.isRestingAfterSilence(nowNanos);
        double part = growth.isUnbounded() ? OF_DOUBLED : tooSoonAgain ? DEEP : JUST_BELOW;
        growth.restAfterSilence(nowNanos, silenceNanos);
        tooLarge = limit.size();
        tooLargeUnbounded = false;
        comeback = 0;
        takenBefore = 0;
        deep = false;
        refusals.countAnew();
        startTrial(part * limit.size(), 1, nowNanos + silenceNanos, nowNanos);
    }

    private void cutForExcess(long nowNanos) {
        double size = limit.size();
        boolean doubling = growth.isDoubling(size);
        boolean sameAgain = !doubling && Math.abs(tooLarge - size) < SAME_LIMIT * size;
        double share = doubling ? OF_DOUBLED : refusals.ofExcess(Math.max(LimitGrowth.LEAST_OF_A_ROUND, size));
        double sound = Math.max(JUST_BELOW * (1 - refusals.beyondUsual(share)), LEAST_PART) * size;
        tooSoon = growth.isResting() ? tooSoon + 1 : 0;
        takenBefore = 0;
        deep = tooSoon >= MANY_TOO_SOON;
        if (deep) {
            double ofAll = refusals.ofAll();
            comeback = sound;
            refusals.countAnew();
            startTrial(DEEP * (1 - refusals.beyondUsual(ofAll)) * size, ofAll, nowNanos, nowNanos);
        } else if (tooSoon > 0) {
            comeback = 0;
            startTrial(sound, refusals.ofExcess(0), nowNanos, nowNanos);
        } else {
            rest = sameAgain ? Math.min(2 * rest, LONGEST_REST) : FIRST_REST;
            tooLarge = size;
            tooLargeUnbounded = growth.isUnbounded();
            comeback = doubling ? 0 : justBelow(size);
            refusals.countAnew();
            if (sameAgain) {
                startAnew(comeback, rest, nowNanos);
            } else {
                startTrial(sound, refusals.ofExcess(0), nowNanos, nowNanos);
            }
        }
    }

    private static double justBelow(double size) {
        double whole = Math.floor(size);
        return whole >= NEXT_WHOLE * size ? whole : JUST_BELOW * size;
    }

    private void startTrial(double size, double shareBefore, long fromNanos, long nowNanos) {
        startAnew(size, 0, nowNanos);
        limit.spaceAnew(nowNanos);
        trial.start(shareBefore, refusals.usual(), fromNanos);
    }

    private void startAnew(double size, long receiptsOfRest, long nowNanos) {
        limit.resize(size);
        growth.start(size, 0, receiptsOfRest);
        refusals.compareAnew();
        cut = true;
        cutNanos = nowNanos;
    }

    private void hear(boolean refused, long nowNanos) {
        CutTrial.Result result = trial.hear(refused, nowNanos);
        if (trial.answers() > 0) {
            refusals.count(refused);
        }
        if (result != CutTrial.Result.OPEN) {
            refusals.compareAnew();
            onResult(result, nowNanos);
        }
    }

    private void onResult(CutTrial.Result result, long nowNanos) {
        double share = trial.share();
        if (result == CutTrial.Result.HELPED) {
            refusals.usualIsAtMost(share);
            growth.start(limit.size(), trial.gateWasAway() ? JUST_BELOW * tooLarge : comeback, rest);
            return;
        }
        // Waiting for retries, rather than the limit, may have kept the load low.
        double sent = limit.sizeFor(trial.answers(), trial.nanos(nowNanos));
        double taken = (1 - share) * sent;
        if (result == CutTrial.Result.FAR_TOO_MUCH) {
            comeback = 0;
            takenBefore = 0;
            deep = false;
            startTrial(Math.max(1 - share, LEAST_PART) * sent, share, nowNanos, nowNanos);
        } else if (deep && !trial.isWorse() && (!trial.isLarge() || taken <= CLEARLY_LESS * takenBefore)) {
            // The gate refuses as much at any load.
            refusals.allIsUsual();
            growth.start(limit.size(), tooLargeUnbounded ? LimitGrowth.UNKNOWN : tooLarge, 0);
        } else {
            comeback = takenBefore == 0 ? JUST_BELOW * limit.size() : 0;
            takenBefore = taken;
            deep = true;
            startTrial(DEEP * taken, share, nowNanos, nowNanos);
        }
    }
}
