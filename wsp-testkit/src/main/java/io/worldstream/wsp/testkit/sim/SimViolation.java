package io.worldstream.wsp.testkit.sim;

import java.util.Objects;

/**
 * A broken invariant.
 *
 * @param invariant the invariant's number, {@code I1} to {@code I13}, or {@code LIVE} if a run did not end
 * @param step the step of the trace at which it was detected
 * @param what the violation, in words
 */
public record SimViolation(String invariant, long step, String what) {
    public SimViolation {
        Objects.requireNonNull(invariant, "invariant");
        Objects.requireNonNull(what, "what");
    }

    @Override
    public String toString() {
        return invariant + " at step " + step + ": " + what;
    }
}
