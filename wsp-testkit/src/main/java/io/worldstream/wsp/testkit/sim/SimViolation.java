package io.worldstream.wsp.testkit.sim;

import java.util.Objects;

/**
 * An invariant that did not hold.
 *
 * @param invariant its number, {@code I1} to {@code I13}, or {@code LIVE} where a run did not come to its end
 * @param step the step of the trace at which it was noticed
 * @param what was wrong
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
