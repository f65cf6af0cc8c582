package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.plan.OraclePackRef;
import org.jspecify.annotations.Nullable;

/**
 * The top-level fields that only a facts view of the second generation has (contracts 13). A field is null if it is
 * absent or has a finding.
 *
 * @param provenanceDigest the {@code run_config_digest} within {@code provenance}
 */
record PlatformFacts(
        @Nullable String platformRunId,
        @Nullable String scenarioRunId,
        @Nullable String runConfigDigest,
        @Nullable String provenanceDigest,
        @Nullable OraclePackRef oraclePackRef) {}
