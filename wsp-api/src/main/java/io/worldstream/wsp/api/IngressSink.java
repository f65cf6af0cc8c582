package io.worldstream.wsp.api;

/**
 * The only way out of WSP (I10): pushes envelopes to the Ingestion Gate and reports the gate's answers.
 *
 * <p>The engine calls {@link #push} from one thread at a time and never has more envelopes in flight than its window
 * allows ({@code SNK-01}). The call returns without waiting for the answer ({@code SNK-02}).
 */
public interface IngressSink extends AutoCloseable {
    /**
     * Pushes one envelope. The sink sends it at most once ({@code SNK-04}); the engine does the retries. The envelope
     * and its bytes are lent until the callback is called; copy them to keep them ({@code SNK-03}). The sink calls the
     * callback exactly once for each push ({@code SNK-05}), from any thread, possibly within this call, and within a
     * bounded time ({@code SNK-06}).
     *
     * <p>A failure is an outcome too: nothing is thrown for what the gate or the network did ({@code SNK-07}). The sink
     * reports a decision only if the gate sent it ({@code SNK-08}).
     *
     * @param envelope the envelope to push
     * @param callback receives the outcome
     */
    void push(EnvelopeView envelope, PushCallback callback);

    /** Releases the sink's resources. Envelopes still in flight are first reported as {@link PushOutcome.Unknown}. */
    @Override
    void close();
}
