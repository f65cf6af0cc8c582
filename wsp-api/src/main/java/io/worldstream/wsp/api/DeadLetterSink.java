package io.worldstream.wsp.api;

import java.io.IOException;

/**
 * Stores dead letters: events that the gate quarantines, and events that the gate rejects and rows that cannot be framed,
 * if the host's policy lets the stream pass over them (rules {@code QUA-*}; I7). The cursor passes such an event only
 * once its dead letter is durable. A sink that can be read too is a {@link DeadLetterStore}.
 *
 * <p>Any thread may call a sink; calls may block ({@code QUA-05}).
 */
public interface DeadLetterSink {
    /**
     * Takes over a run for an epoch: calls by lower epochs fail from now on ({@code QUA-03}). The same epoch may open a
     * run again.
     *
     * @param epoch the epoch of the lease under which the run is held; positive
     * @throws IOException if the epoch cannot be recorded
     * @throws WspException {@code LEASE_LOST} if a higher epoch opened the run; {@code QUARANTINE_CORRUPT} if the
     *     stored epoch is damaged, so that the last epoch to open the run is unknown
     */
    void open(RunId run, long epoch) throws IOException;

    /**
     * Records one dead letter. Once this method returns, the record survives the process and the machine
     * ({@code QUA-01}). Recording a position again has no effect: after a restart the engine may reach it again
     * ({@code QUA-02}).
     *
     * @param epoch the epoch that opened the run
     * @param evidence the dead letter
     * @throws IOException if the record cannot be stored; no partial record remains ({@code QUA-04})
     * @throws WspException {@code LEASE_LOST} if this epoch was not the last to open the run ({@code QUA-03})
     */
    void record(long epoch, DeadLetter evidence) throws IOException;

    /**
     * Returns where an operator finds the dead letters of a run, in words, for notes and messages. Does not block.
     * Default: {@code the dead letters of run ...}.
     */
    default String describe(RunId run) {
        return "the dead letters of run " + run;
    }
}
