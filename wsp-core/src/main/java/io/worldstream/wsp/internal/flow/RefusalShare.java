package io.worldstream.wsp.internal.flow;

/**
 * Tracks the share of pushes that the gate refuses and detects when it clearly exceeds the usual share: a cumulative
 * sum (CUSUM) of the refusals beyond the tolerated ones. Confined to one thread.
 */
final class RefusalShare {
    /** Tolerated share; one this small costs less than to find its cause. */
    private static final double TOLERATED = 0.02;
    /** Factor on the usual share that is still usual, because the usual share is an estimate. */
    private static final double TIMES_USUAL = 1.5;
    /** Minimum part of the usually taken pushes that must still be taken. */
    private static final double LEAST_TAKEN = 0.6;
    /** Excess refusals that are not due to chance: a few if none are usual, more if more are. */
    private static final double NO_ACCIDENT = 2.4;

    private static final double NO_ACCIDENT_PER_USUAL = 35;

    private double usual;
    private double excess;
    private int excessAnswers;
    private int excessRefusals;
    private long answers;
    private long refusals;

    /** Returns the share that is refused at any load, from 0 to below 1. Default: 0. */
    double usual() {
        return usual;
    }

    /** Adds one answer; returns whether clearly more are refused than usual. */
    boolean compare(boolean refused) {
        count(refused);
        double tolerated = Math.min(TIMES_USUAL * usual + TOLERATED, 1 - LEAST_TAKEN * (1 - usual));
        excess += (refused ? 1 : 0) - tolerated;
        excessAnswers++;
        excessRefusals += refused ? 1 : 0;
        if (excess <= 0) {
            compareAnew();
        }
        return excess >= noAccident();
    }

    /** Adds one answer to the total only, not to the comparison with the usual share. */
    void count(boolean refused) {
        answers++;
        refusals += refused ? 1 : 0;
    }

    /** Returns whether more appear to be refused than usual, on half of the evidence that {@link #compare} requires. */
    boolean isSuspicious() {
        return 2 * excess >= noAccident();
    }

    private double noAccident() {
        return NO_ACCIDENT + NO_ACCIDENT_PER_USUAL * usual;
    }

    /**
     * Returns the refused share since refusals began to exceed the usual share, over at least the given number of
     * answers.
     */
    double ofExcess(double leastAnswers) {
        return excessRefusals / Math.max(excessAnswers, Math.max(leastAnswers, 1));
    }

    /** Returns the refused share of all answers since {@link #countAnew}. */
    double ofAll() {
        return answers == 0 ? 0 : (double) refusals / answers;
    }

    /** Restarts the comparison with the usual share, without the answers so far. */
    void compareAnew() {
        excess = 0;
        excessAnswers = 0;
        excessRefusals = 0;
    }

    /** Restarts the total count. */
    void countAnew() {
        answers = 0;
        refusals = 0;
    }

    /** Makes the share of the total count the usual one. */
    void allIsUsual() {
        usual = ofAll();
    }

    /** Lowers the usual share to at most the given one. */
    void usualIsAtMost(double share) {
        usual = Math.min(usual, share);
    }

    /** Returns the part of the usually taken pushes that is refused at the given share. */
    double beyondUsual(double share) {
        return Math.max(share - usual, 0) / (1 - usual);
    }
}
