package io.worldstream.wsp.testkit.sim;

/**
 * One schedule of a whole producer with all that it touches, in virtual time and on one thread: the same seed and options
 * give the same steps, on any machine. First faults happen as the options have it; then they end, and the run must complete.
 *
 * <p>The engine is the real one, turned step by step. Immutable; any thread may use it.
 */
public final class Simulation {
    private static final long PATIENCE_NANOS = 200_000_000_000L;
    private static final long MOST_STEPS = 2_000_000;

    private final long seed;
    private final SimOptions options;

    private final SimAdapters adapters;

    private Simulation(long seed, SimOptions options, SimAdapters adapters) {
        this.seed = seed;
        this.options = options;
        this.adapters = adapters;
    }

    /** The schedule of a seed, which draws its options too. */
    public static Simulation of(long seed) {
        return new Simulation(seed, SimSwarm.draw(seed), SimAdapters.simulated());
    }

    /** The schedule of a seed under given options. */
    public static Simulation of(long seed, SimOptions options) {
        return new Simulation(seed, options, SimAdapters.simulated());
    }

    /**
     * Makes a schedule that breaks an invariant as simple as it can be while the same invariant breaks: fewer faults, for a
     * shorter time, of fewer events.
     *
     * @param found what came of this schedule
     * @return the simplest schedule found, with its last steps in words
     */
    public SimResult shrink(SimResult found) {
        SimResult least = SimShrink.shrink(this, found);
        return under(least.options()).runInWords();
    }

    /** The same schedule under other options. */
    Simulation under(SimOptions others) {
        return new Simulation(seed, others, adapters);
    }

    /** The same schedule with parts of somebody's own. */
    public Simulation with(SimAdapters parts) {
        return new Simulation(seed, options, parts);
    }

    /** Runs it. */
    public SimResult run() {
        return run(false);
    }

    /** Runs it and keeps its last steps in words, which takes longer. */
    public SimResult runInWords() {
        return run(true);
    }

    private SimResult run(boolean inWords) {
        SimSetting setting = new SimSetting(seed, options, adapters, inWords);
        setting.operator().begin();
        long deadline = options.faultsUntilNanos() + PATIENCE_NANOS;
        long events = 0;
        while (setting.checks().violations().isEmpty() && !complete(setting)) {
            boolean more = setting.time().step();
            if (!more || setting.time().nowNanos() > deadline || ++events > MOST_STEPS) {
                setting.checks()
                        .broken(
                                "LIVE",
                                "the run does not complete, after " + events + " things happened: "
                                        + setting.operator());
            }
        }
        if (setting.checks().violations().isEmpty()) {
            setting.operator().checkAtRest();
        }
        return new SimResult(
                seed,
                options,
                setting.trace().hash(),
                setting.trace().steps(),
                setting.time().nowNanos(),
                setting.processes(),
                setting.checks().violations(),
                setting.trace().lines());
    }

    private static boolean complete(SimSetting setting) {
        return setting.checks().completed() && setting.operator().idle();
    }
}
