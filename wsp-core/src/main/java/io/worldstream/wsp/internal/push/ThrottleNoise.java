package io.worldstream.wsp.internal.push;

/**
 * Tells a gate that asks for less from one that answers 429 to some share of the tries whatever it is sent. Less sent to a
 * limit is less refused; where less and less is sent and the share that is refused stays, falling was of no use, and that
 * share is noise from then on: only a share clearly above it asks for less. No clock; only differences of times mean
 * anything. One thread.
 */
final class ThrottleNoise {
    /** What to make of a 429. */
    enum Verdict {
        /** Nothing: as many come at any rate, or the last fall has yet to show. */
        NOISE,
        /** Fall; should it be of no use, this is where it began. */
        FIRST_FALL,
        /** Fall again. */
        FALL,
        /** Back to where it began: falling was of no use. */
        TAKE_BACK
    }

    /** Answers that a fall has to show what it was good for. */
    private static final int LEAST_BETWEEN_FALLS = 8;
    /** Where none was taken it shows sooner. */
    private static final int LEAST_IF_NONE_TAKEN = 2;
    /** So long at most: a gate that takes a few a second is told apart later. */
    private static final long LONGEST_BETWEEN_FALLS_NANOS = 500_000_000L;
    /** Answers, and refusals among them, that say what share is refused. */
    private static final int LEAST_OF_A_LEVEL = 24;

    private static final int LEAST_REFUSED_OF_A_LEVEL = 5;
    /** Clearly less sent, as a share of what was sent before. */
    private static final double CLEARLY_LESS = 0.75;
    /** One level could be chance, and a limit that drops takes a second to be seen. */
    private static final int LEVELS = 2;
    /** A gate that refuses more than this means it. */
    private static final double MOST = 0.75;
    /** A fall was good for something if so long none is refused, */
    private static final long HELPED_NANOS = 1_000_000_000L;
    /** over so many answers, */
    private static final int LEAST_THAT_HELPED = 32;
    /** which are so many times as many as there were to each refusal before. */
    private static final int TIMES_AS_MANY = 2;
    /** So much above the noise is not noise, */
    private static final double CLEARLY_ABOVE = 0.05;
    /** once so many more were refused than that explains; what is at the gate at once may be refused at once. */
    private static final int ENOUGH_ABOVE = 16;
    /** How much one answer counts in the share of late. */
    private static final double WEIGHT = 1.0 / 512;

    private double share;
    private double noise;
    private double above;

    private boolean falling;
    private long fellNanos;
    private int sinceFall;
    private int takenSinceFall;
    private long lastRefusedNanos;
    private long sinceRefused;
    private long allAnswers;
    private long allRefused;

    private long levelNanos;
    private int answers;
    private int refused;
    private double paceBefore;
    private double shareBefore;
    private int levels;

    /** The share that is refused whatever is sent; 0 while none is known. */
    double share() {
        return noise;
    }

    /** The gate took one. */
    void onReceipt(long sentNanos, long nowNanos) {
        heard(sentNanos, 0);
        sinceRefused++;
        falling = falling && !helped(nowNanos);
        // What is refused no longer is no noise.
        if (2 * share < noise) {
            noise = 2 * share < 0.01 ? 0 : 2 * share;
        }
    }

    /**
     * The gate refused one.
     *
     * @param inWindow how many envelopes were at the gate, this one included
     */
    Verdict onThrottled(long sentNanos, long nowNanos, int inWindow) {
        heard(sentNanos, 1);
        lastRefusedNanos = nowNanos;
        sinceRefused = 0;
        if (noise > 0 && above < Math.max(inWindow, ENOUGH_ABOVE)) {
            return Verdict.NOISE;
        }
        if (!falling) {
            startFalling(nowNanos);
            onFall(nowNanos);
            return Verdict.FIRST_FALL;
        }
        if (answers >= LEAST_OF_A_LEVEL && refused >= LEAST_REFUSED_OF_A_LEVEL && ofNoUse(nowNanos)) {
            falling = false;
            double all = (double) allRefused / allAnswers;
            // It is better taken for a bit too much than for too little, or the next falls are for chance.
            noise = Math.min(all + Math.sqrt(all * (1 - all) / allAnswers), MOST);
            share = noise;
            above = 0;
            return Verdict.TAKE_BACK;
        }
        if (sentNanos - fellNanos < 0 || hasYetToShow(nowNanos)) {
            return Verdict.NOISE;
        }
        onFall(nowNanos);
        return Verdict.FALL;
    }

    /** What else happens to the gate: the falls so far are no measure of those to come. */
    void startAnew() {
        falling = false;
    }

    /** Whether far fewer are refused since the last fall than between the falls before. */
    private boolean helped(long nowNanos) {
        double before = (double) (allAnswers - sinceRefused) / Math.max(allRefused, 1);
        return sinceRefused >= LEAST_THAT_HELPED
                && nowNanos - lastRefusedNanos > HELPED_NANOS
                && sinceRefused > TIMES_AS_MANY * before;
    }

    private boolean hasYetToShow(long nowNanos) {
        return sinceFall < (takenSinceFall > 0 ? LEAST_BETWEEN_FALLS : LEAST_IF_NONE_TAKEN)
                && nowNanos - fellNanos < LONGEST_BETWEEN_FALLS_NANOS;
    }

    /** Whether several times in a row clearly less was sent, and as large a share of it refused. */
    private boolean ofNoUse(long nowNanos) {
        double pace = answers * 1e9 / Math.max(nowNanos - levelNanos, 1);
        double refusedShare = (double) refused / answers;
        if (paceBefore == 0) {
            paceBefore = pace;
            shareBefore = refusedShare;
        } else if (pace < CLEARLY_LESS * paceBefore) {
            // What a limit would refuse, that takes as many a second as it took then.
            double ofALimit = Math.max(1 - (1 - shareBefore) * paceBefore / pace, 0);
            levels = refusedShare > (shareBefore + ofALimit) / 2 && refusedShare < MOST ? levels + 1 : 0;
            paceBefore = pace;
            shareBefore = refusedShare;
        }
        startLevel(nowNanos);
        return levels >= LEVELS;
    }

    private void heard(long sentNanos, int ofThemRefused) {
        share += WEIGHT * (ofThemRefused - share);
        above = noise > 0 ? Math.max(above + ofThemRefused - noise - CLEARLY_ABOVE, 0) : 0;
        if (!falling) {
            return;
        }
        if (sentNanos - fellNanos >= 0) {
            sinceFall++;
            takenSinceFall += 1 - ofThemRefused;
        }
        if (sentNanos - levelNanos >= 0) {
            answers++;
            refused += ofThemRefused;
            allAnswers++;
            allRefused += ofThemRefused;
        }
    }

    private void startFalling(long nowNanos) {
        falling = true;
        allAnswers = 0;
        allRefused = 0;
        levels = 0;
        paceBefore = 0;
        startLevel(nowNanos);
    }

    private void onFall(long nowNanos) {
        above = 0;
        fellNanos = nowNanos;
        sinceFall = 0;
        takenSinceFall = 0;
    }

    private void startLevel(long nowNanos) {
        levelNanos = nowNanos;
        answers = 0;
        refused = 0;
    }
}
