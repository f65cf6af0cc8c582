package io.worldstream.wsp.api;

/** Receives the outcome of one push. Any thread may call it; it returns immediately. */
@FunctionalInterface
public interface PushCallback {
    /**
     * Reports the outcome of the push. Called exactly once for a push ({@code SNK-05}); further calls are ignored.
     *
     * @param outcome the gate's answer, or the reason why there is none
     */
    void onOutcome(PushOutcome outcome);
}
