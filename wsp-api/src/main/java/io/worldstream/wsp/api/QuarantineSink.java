package io.worldstream.wsp.api;

import java.io.IOException;

/**
 * Takes the evidence of what the host's policy lets a stream pass over: events that the gate rejects, rows that cannot be
 * framed (rules {@code QUA-*}; I7). The cursor passes such an event only when its evidence is durable.
 *
 * <p>Any thread may call it; calls may block ({@code QUA-05}).
 */
public interface QuarantineSink {
    /**
     * Takes a run over: from now on what lower epochs try is refused ({@code QUA-03}). The same epoch may open a run again.
     *
     * @param epoch of the lease under which the run is held; positive
     * @throws IOException if it cannot be recorded
     * @throws WspException {@code LEASE_LOST} if a higher epoch opened the run; {@code QUARANTINE_CORRUPT} if it cannot be told
     *     which epoch did, since what says so is damaged
     */
    void open(RunId run, long epoch) throws IOException;

    /**
     * Keeps one piece of evidence; when this returns, it outlasts process and machine ({@code QUA-01}). A position that was
     * recorded before is recorded once: after a restart the engine may come by again ({@code QUA-02}).
     *
     * @param epoch the one that opened the run
     * @throws IOException if it cannot be kept; nothing half-kept is left ({@code QUA-04})
     * @throws WspException {@code LEASE_LOST} if it was not this epoch that opened the run last ({@code QUA-03})
     */
    void record(long epoch, QuarantineRecord evidence) throws IOException;
}
