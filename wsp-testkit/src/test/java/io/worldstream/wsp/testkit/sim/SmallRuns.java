package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.Ordering;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All small runs of a setting: first those without a crash, then those after each crash. One thread.
 *
 * <p>A run ends early where another came to the same point and went on from there.
 *
 * <ul>
 *   <li>After a crash, a new process has only what {@link Remains} holds: the record on the disk, identical to the byte
 *       because the time of day stands still; the events that the gate has; and the events that may still fail. READY
 *       stays on the bus until the run is over. Each state left by a crash is therefore explored once, from a process
 *       that is really new.
 *   <li>Within a process, a point is the above and the exchanges of the process so far: the attempts in flight, the
 *       events that wait for a retry and their order, how far it has read, the answer to each unsaved event and its
 *       number of attempts, and the save in progress. Time adds nothing: it advances only to the next retry. The engine
 *       holds no other relevant state with a fixed window only, so where the window follows failures no run ends early.
 * </ul>
 */
final class SmallRuns {
    private final SmallSetting setting;
    private final boolean merged;
    private final Set<Object> known = new HashSet<>();
    private final Set<Remains> remains = new LinkedHashSet<>();
    private long crashes;

    /** @param merged whether a run ends early where another went on */
    SmallRuns(SmallSetting setting, boolean merged) {
        this.setting = setting;
        this.merged = merged && setting.backpressure() == Backpressure.FIXED;
    }

    /** A few, in which most mistakes show; fails if one of them breaks. */
    static void exploreAFew() {
        new SmallRuns(SmallSetting.of(3, 2, Ordering.NONE), true).explore();
        new SmallRuns(SmallSetting.of(4, 3, Ordering.PER_KEY), true).explore();
    }

    /** Runs them. */
    Figures explore() {
        long runs = explore(Remains.NONE, 1);
        long runsAfterACrash = 0;
        for (Remains left : List.copyOf(remains)) {
            runsAfterACrash += explore(left, 2);
        }
        return new Figures(runs, crashes, remains.size(), runsAfterACrash);
    }

    private long explore(Remains left, int process) {
        Choices choices = new Choices();
        long paths = 0;
        do {
            new SmallRun(setting, this, left, process, choices).run();
            paths++;
        } while (choices.next());
        return paths;
    }

    /** Returns whether this point was met before, and remembers it. */
    boolean knows(Object point) {
        return merged && !known.add(point);
    }

    /** A process could end and leave this behind. */
    void crash(Remains left) {
        crashes++;
        remains.add(left);
    }

    /** Returns the distinct states that crashes left behind. */
    Set<Remains> remains() {
        return Set.copyOf(remains);
    }

    /**
     * How much there was.
     *
     * @param runs without a crash, those that ended early included
     * @param crashes at points of these, once for each choice of what the gate took
     * @param remains different things that crashes left behind
     * @param runsAfterACrash from these on
     */
    record Figures(long runs, long crashes, long remains, long runsAfterACrash) {
        Figures plus(Figures other) {
            return new Figures(
                    runs + other.runs,
                    crashes + other.crashes,
                    remains + other.remains,
                    runsAfterACrash + other.runsAfterACrash);
        }
    }
}
