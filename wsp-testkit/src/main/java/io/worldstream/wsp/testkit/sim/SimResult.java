package io.worldstream.wsp.testkit.sim;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The result of a schedule.
 *
 * @param seed the seed
 * @param options the options
 * @param trace the steps
 * @param processes the number of started processes
 * @param violations the broken invariants; empty if all held
 */
public record SimResult(long seed, SimOptions options, Trace trace, int processes, List<SimViolation> violations) {
    public SimResult {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(trace, "trace");
        violations = List.copyOf(violations);
    }

    /** Returns the command that reproduces the result, and the broken invariants. */
    public String report() {
        return "SimCommand " + seed + " " + options + System.lineSeparator() + "  " + violations
                + trace.lastSteps().stream()
                        .map(step -> System.lineSeparator() + "  " + step)
                        .collect(Collectors.joining());
    }

    /** Returns whether all invariants held. */
    public boolean sound() {
        return violations.isEmpty();
    }

    /**
     * The steps of a schedule.
     *
     * @param hash the hash of every externally visible step; equal for each run of the same seed and options
     * @param steps the number of steps
     * @param virtualNanos the duration in virtual time, in nanoseconds
     * @param lastSteps the last steps in words; empty unless {@link Simulation#runInWords} ran the schedule
     */
    public record Trace(long hash, long steps, long virtualNanos, List<String> lastSteps) {
        public Trace {
            lastSteps = List.copyOf(lastSteps);
        }
    }
}
