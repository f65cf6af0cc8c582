package io.worldstream.wsp.internal.flow;

/**
 * The share of tries that the gate refuses, and whether that is clearly more than usual: a cumulative sum (CUSUM) of the
 * refusals beyond those that are tolerated. One thread.
 */
final class RefusalShare {
    /** A share so small costs less than finding out where it comes from. */
    private static final double TOLERATED = 0.02;
    /** The usual share is an estimate: up to so many times as much is still usual. */
    private static final double TIMES_USUAL = 1.5;
    /** The least share of what is usually taken that must still be taken. */
    private static final double LEAST_TAKEN = 0.6;
    /** Excess refusals that are no accident: a few where none are usual, more where more are. */
    private static final double NO_ACCIDENT = 2.4;

    private static final double NO_ACCIDENT_PER_USUAL = 35;

    private double usual;
    private double excess;
    private int excessAnswers;
    private int excessRefusals;
    private long answers;
    private long refusals;

    /** The share that is refused whatever is sent, from 0 to below 1; 0 until known otherwise. */
    double usual() {
        return usual;
    }

    /** Takes in one answer; says whether clearly more are refused than usual. */
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

    /** Takes in one answer that says nothing about what is usual at the present limit. */
    void count(boolean refused) {
        answers++;
        refusals += refused ? 1 : 0;
    }

    /** Whether it looks as if more were refused than usual. */
    boolean isSuspicious() {
        return 2 * excess >= noAccident();
    }

    private double noAccident() {
        return NO_ACCIDENT + NO_ACCIDENT_PER_USUAL * usual;
    }

    /** The share that was refused since more are refused than usual, over so many answers at least. */
    double ofExcess(double leastAnswers) {
        return excessRefusals / Math.max(excessAnswers, Math.max(leastAnswers, 1));
    }

    /** The share of all that was refused since counting began. */
    double ofAll() {
        return answers == 0 ? 0 : (double) refusals / answers;
    }

    /** Compares with what is usual from now on, without the answers so far. */
    void compareAnew() {
        excess = 0;
        excessAnswers = 0;
        excessRefusals = 0;
    }

    /** Counts all from now on. */
    void countAnew() {
        answers = 0;
        refusals = 0;
    }

    /** All that was counted is refused whatever is sent. */
    void allIsUsual() {
        usual = ofAll();
    }

    /** No more than this is refused whatever is sent. */
    void usualIsAtMost(double share) {
        usual = Math.min(usual, share);
    }

    /** The part of what is usually taken that is refused at a share. */
    double beyondUsual(double share) {
        return Math.max(share - usual, 0) / (1 - usual);
    }
}
