package io.worldstream.wsp.policy;

/** Which identity fields pins and envelope carry (contracts 2). Not the {@code schema_version}. */
public enum EnvelopeContract {
    /** The five pins. */
    V0,
    /** Also {@code platform_run_id} and {@code scenario_run_id}, both required. */
    V1
}
