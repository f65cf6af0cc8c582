package io.worldstream.wsp.testkit.sim;

/** Ends what a process is doing in the middle of it, since the process was killed. */
final class SimKilled extends Error {
    private static final long serialVersionUID = 1L;

    SimKilled() {
        super("killed", null, false, false);
    }
}
