package io.worldstream.wsp.testkit.gate;

import java.util.function.Predicate;

/**
 * The gate's behaviour for each request. Called on the gate's threads, concurrently if the client has several
 * connections.
 */
@FunctionalInterface
public interface GateScript {
    /** Answers every request as a healthy gate does. */
    GateScript USUAL = request -> GateBehaviour.answer();

    /** Returns the behaviour for a request. */
    GateBehaviour behaviour(GateRequest request);

    /** Returns a script that applies the behaviour to one request, and {@link #USUAL} to all others. */
    static GateScript onRequest(long number, GateBehaviour behaviour) {
        return request -> request.number() == number ? behaviour : GateBehaviour.answer();
    }

    /**
     * Returns a script that applies the behaviour to every attempt of some events, and {@link #USUAL} to all others: a
     * gate that, for one event, never gets further.
     *
     * @param events selects the events by their requests
     */
    static GateScript onEvents(Predicate<GateRequest> events, GateBehaviour behaviour) {
        return request -> events.test(request) ? behaviour : GateBehaviour.answer();
    }

    /**
     * Returns a script that applies the behaviour to the first attempts of every event, and {@link #USUAL} to later
     * ones.
     */
    static GateScript onFirstAttempts(int attempts, GateBehaviour behaviour) {
        return request -> request.attempt() <= attempts ? behaviour : GateBehaviour.answer();
    }
}
