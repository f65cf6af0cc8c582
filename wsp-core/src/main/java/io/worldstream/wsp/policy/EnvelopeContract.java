package io.worldstream.wsp.policy;

/**
 * The generation of the platform's documents: READY, facts view, pins and envelopes (contracts 1, 2, 5, 13). A document
 * of the other generation is refused. Independent of {@code schema_version}.
 */
public enum EnvelopeContract {
    /** The first generation, with five pins. The default. */
    V0,
    /**
     * The second generation. READY, facts view, pins and envelopes also name the platform's run ({@code
     * platform_run_id}) and the scenario's run ({@code scenario_run_id}); a facts view without {@code
     * traffic_delivery_mode} is streamed.
     */
    V1
}
