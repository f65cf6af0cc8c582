package io.worldstream.wsp.testkit.sim;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of a schedule.
 *
 * @param seed the seed
 * @param options the options
 * @param traceHash the hash of every externally visible step; equal for each run of the same seed and options
 * @param steps the number of steps
 * @param virtualNanos the duration in virtual time, in nanoseconds
 * @param processes the number of started processes
 * @param violations the broken invariants; empty if all held
 * @param lastSteps the last steps in words, if requested
 */
public record SimResult(
        long seed,
        SimOptions options,
        long traceHash,
        long steps,
        long virtualNanos,
        int processes,
        List<SimViolation> violations,
        List<String> lastSteps) {
    public SimResult {
        violations = List.copyOf(violations);
        lastSteps = List.copyOf(lastSteps);
    }

    /** Returns the command that reproduces the result, and the broken invariants. */
    public String report() {
        return "SimCommand " + seed + " " + options + System.lineSeparator() + "  " + violations
                + lastSteps.stream()
                        .map(step -> System.lineSeparator() + "  " + step)
                        .collect(Collectors.joining());
    }

    /** Returns whether all invariants held. */
    public boolean sound() {
        return violations.isEmpty();
    }
}
