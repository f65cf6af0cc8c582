package io.worldstream.wsp.testkit.gate;

/**
 * What a gate does with each request. Called from the gate's threads, several at a time if the client has several
 * connections.
 */
@FunctionalInterface
public interface GateScript {
    /** Answers everything as a gate does that is well. */
    GateScript USUAL = request -> GateBehaviour.answer();

    /** What to do with a request. */
    GateBehaviour behaviour(GateRequest request);

    /** Does something else on one request, and as {@link #USUAL} on all others. */
    static GateScript onRequest(long number, GateBehaviour behaviour) {
        return request -> request.number() == number ? behaviour : GateBehaviour.answer();
    }

    /** Does something else on the first tries of every event, and as {@link #USUAL} on later ones. */
    static GateScript onFirstAttempts(int attempts, GateBehaviour behaviour) {
        return request -> request.attempt() <= attempts ? behaviour : GateBehaviour.answer();
    }
}
