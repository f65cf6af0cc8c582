package io.worldstream.wsp.testkit.sim;

/** Aborts the work of a process that was killed. */
final class SimKilled extends Error {
    private static final long serialVersionUID = 1L;

    SimKilled() {
        super("killed", null, false, false);
    }
}
