package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a run and its world (contracts 2).
 *
 * @param manifestFingerprint the fingerprint of the world's manifest
 * @param parameterHash the hash of the world's parameters
 * @param seed the world's seed, from 0 to 2^64-1
 * @param scenarioId the scenario
 * @param runId the run
 * @param platformRunId the platform's run; null under {@link EnvelopeContract#V0}
 * @param scenarioRunId the scenario's run, 32 hex digits; null under {@link EnvelopeContract#V0}
 */
public record Pins(
        Hex64 manifestFingerprint,
        Hex64 parameterHash,
        BigInteger seed,
        String scenarioId,
        RunId runId,
        @Nullable String platformRunId,
        @Nullable RunId scenarioRunId) {
    /** The largest seed. */
    public static final BigInteger MAX_SEED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    public Pins {
        Objects.requireNonNull(manifestFingerprint, "manifestFingerprint");
        Objects.requireNonNull(parameterHash, "parameterHash");
        if (seed.signum() < 0 || seed.compareTo(MAX_SEED) > 0) {
            throw new IllegalArgumentException("a seed is from 0 to 2^64-1, not " + seed);
        }
        Objects.requireNonNull(scenarioId, "scenarioId");
        Objects.requireNonNull(runId, "runId");
    }
}
