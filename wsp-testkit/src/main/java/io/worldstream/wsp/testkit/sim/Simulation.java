package io.worldstream.wsp.testkit.sim;

/**
 * One schedule of a whole producer and its environment, in virtual time and on one thread: the same seed and options
 * produce the same steps on any machine. First, faults happen as the options say; then they end, and the run must
 * complete.
 *
 * <p>The engine is the real one, driven step by step. Immutable; any thread may use it.
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

    /** Returns the schedule of a seed, which also draws its options. */
    public static Simulation of(long seed) {
        return new Simulation(seed, SimSwarm.draw(seed), SimAdapters.simulated());
    }

    /** Returns the schedule of a seed with the given options. */
    public static Simulation of(long seed, SimOptions options) {
        return new Simulation(seed, options, SimAdapters.simulated());
    }

    /**
     * Shrinks a schedule that breaks an invariant, as long as the same invariant breaks: fewer faults, for a shorter
     * time, with fewer events.
     *
     * @param found the result of this schedule
     * @return the simplest schedule found, with its last steps in words
     */
    public SimResult shrink(SimResult found) {
        SimResult least = SimShrink.shrink(this, found);
        return under(least.options()).runInWords();
    }

    /** Returns the same schedule with other options. */
    Simulation under(SimOptions others) {
        return new Simulation(seed, others, adapters);
    }

    /** Returns the same schedule with parts that the caller supplies. */
    public Simulation with(SimAdapters parts) {
        return new Simulation(seed, options, parts);
    }

    /** Runs the schedule. */
    public SimResult run() {
        return run(false);
    }

    /** Runs the schedule and records its last steps in words, which takes longer. */
    public SimResult runInWords() {
        return run(true);
    }

    private SimResult run(boolean inWords) {
        SimSetting setting = new SimSetting(seed, options, adapters, inWords);
        setting.operator().begin();
        long deadline = options.faults().untilNanos() + PATIENCE_NANOS;
        long events = 0;
        while (setting.checks().violations().isEmpty() && !complete(setting)) {
            boolean more = setting.time().step();
            if (!more || setting.time().nowNanos() > deadline || ++events > MOST_STEPS) {
                setting.checks()
                        .broken(
                                "LIVE",
                                "the run does not complete, after " + events + " actions: " + setting.operator());
            }
        }
        if (setting.checks().violations().isEmpty()) {
            setting.operator().checkAtRest();
            setting.audit().verify();
        }
        return new SimResult(
                seed,
                options,
                setting.trace().result(),
                setting.processes(),
                setting.checks().violations());
    }

    private static boolean complete(SimSetting setting) {
        return setting.checks().completed() && setting.operator().idle();
    }
}
