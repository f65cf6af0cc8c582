package io.worldstream.wsp.policy;

/** The set of identity fields that pins and envelope carry (contracts 2). Independent of {@code schema_version}. */
public enum EnvelopeContract {
    /** The five pins. The default. */
    V0,
    /** The five pins plus {@code platform_run_id} and {@code scenario_run_id}, both required. */
    V1
}
