package io.worldstream.wsp.api;

/**
 * The only way out (I10): pushes one envelope to the Ingestion Gate and says what the gate answered.
 *
 * <p>The engine calls {@link #push} from one thread at a time and never has more envelopes out than its window allows
 * ({@code SNK-01}). The call returns without waiting for the answer ({@code SNK-02}).
 */
public interface IngressSink extends AutoCloseable {
    /**
     * Pushes one envelope, once. The sink sends it at most once ({@code SNK-04}); retries are the engine's. The envelope
     * and its bytes are lent until the callback is called; keeping them means copying ({@code SNK-03}). The callback is
     * called exactly once for each push ({@code SNK-05}), from any thread, also from within this call, within a bounded
     * time ({@code SNK-06}).
     *
     * @param envelope what to push
     * @param callback hears the outcome; a failure is an outcome too ({@code SNK-07}: nothing is thrown for what the
     *     gate or the network did), and a decision is only what the gate sent ({@code SNK-08})
     */
    void push(EnvelopeView envelope, PushCallback callback);

    /** Releases what the sink holds. Envelopes still out are answered with {@link PushOutcome.Unknown} first. */
    @Override
    void close();
}
