package io.worldstream.wsp.testkit.sim;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of a schedule.
 *
 * @param seed its seed
 * @param options its options
 * @param traceHash over every step that can be seen from outside; equal for each run of the same seed and options
 * @param steps how many steps there were
 * @param virtualNanos how long it took, in virtual time
 * @param processes how many processes were started
 * @param violations what did not hold; empty if all did
 * @param lastSteps the last steps in words, where they were asked for
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

    /** What to run to see it again, and what did not hold. */
    public String report() {
        return "SimCommand " + seed + " " + options + System.lineSeparator() + "  " + violations
                + lastSteps.stream()
                        .map(step -> System.lineSeparator() + "  " + step)
                        .collect(Collectors.joining());
    }

    /** Whether all invariants held. */
    public boolean sound() {
        return violations.isEmpty();
    }
}
