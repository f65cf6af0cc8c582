package io.worldstream.wsp.api;

/** Hears the outcome of one push. Safe from any thread; returns at once. */
@FunctionalInterface
public interface PushCallback {
    /**
     * Called exactly once for a push ({@code SNK-05}); further calls are ignored.
     *
     * @param outcome what the gate answered, or what kept it from answering
     */
    void onOutcome(PushOutcome outcome);
}
