package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a READY that only {@link EnvelopeContract#V1} has: the platform's run, the pins of the world and the
 * pack that it comes from (contracts 13). Immutable; equal to another if all its values are.
 */
public final class PlatformAnnouncement {
    private final String platformRunId;
    private final RunId scenarioRunId;
    private final Hex64 runConfigDigest;
    private final Hex64 manifestFingerprint;
    private final Hex64 parameterHash;
    private final String scenarioId;
    private final @Nullable OraclePackRef oraclePackRef;

    private PlatformAnnouncement(Builder from) {
        platformRunId = from.platformRunId;
        scenarioRunId = from.scenarioRunId;
        runConfigDigest = Objects.requireNonNull(from.runConfigDigest, "runConfigDigest");
        manifestFingerprint = Objects.requireNonNull(from.manifestFingerprint, "manifestFingerprint");
        parameterHash = Objects.requireNonNull(from.parameterHash, "parameterHash");
        scenarioId = Objects.requireNonNull(from.scenarioId, "scenarioId");
        oraclePackRef = from.oraclePackRef;
    }

    /**
     * Returns a builder.
     *
     * @param platformRunId the platform's run, such as {@code platform_20260201T000000Z}
     * @param scenarioRunId the scenario's run; equal to the run that READY announces
     */
    public static Builder builder(String platformRunId, RunId scenarioRunId) {
        return new Builder(platformRunId, scenarioRunId);
    }

    /** Returns the platform's run, to which the announced run belongs. */
    public String platformRunId() {
        return platformRunId;
    }

    /** Returns the scenario's run; equal to the run that READY announces, or the READY is refused. */
    public RunId scenarioRunId() {
        return scenarioRunId;
    }

    /** Returns the digest of the configuration of the run. */
    public Hex64 runConfigDigest() {
        return runConfigDigest;
    }

    /** Returns the fingerprint of the world's manifest, which the facts view must pin. */
    public Hex64 manifestFingerprint() {
        return manifestFingerprint;
    }

    /** Returns the hash of the world's parameters, which the facts view must pin. */
    public Hex64 parameterHash() {
        return parameterHash;
    }

    /** Returns the scenario, which the facts view must pin. */
    public String scenarioId() {
        return scenarioId;
    }

    /** Returns the reference to the world's pack, or null if READY has none. */
    public @Nullable OraclePackRef oraclePackRef() {
        return oraclePackRef;
    }

    /** Returns this announcement with another reference to the world's pack, or none. */
    public PlatformAnnouncement withOraclePackRef(@Nullable OraclePackRef value) {
        return builder(platformRunId, scenarioRunId)
                .runConfigDigest(runConfigDigest)
                .world(manifestFingerprint, parameterHash, scenarioId)
                .oraclePackRef(value)
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PlatformAnnouncement that
                && platformRunId.equals(that.platformRunId)
                && scenarioRunId.equals(that.scenarioRunId)
                && runConfigDigest.equals(that.runConfigDigest)
                && manifestFingerprint.equals(that.manifestFingerprint)
                && parameterHash.equals(that.parameterHash)
                && scenarioId.equals(that.scenarioId)
                && Objects.equals(oraclePackRef, that.oraclePackRef);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                platformRunId,
                scenarioRunId,
                runConfigDigest,
                manifestFingerprint,
                parameterHash,
                scenarioId,
                oraclePackRef);
    }

    @Override
    public String toString() {
        return "PlatformAnnouncement[" + platformRunId + ", scenario run " + scenarioRunId + "]";
    }

    /** Builds an announcement. All values but the pack are required. Not thread-safe. */
    public static final class Builder {
        private final String platformRunId;
        private final RunId scenarioRunId;
        private @Nullable Hex64 runConfigDigest;
        private @Nullable Hex64 manifestFingerprint;
        private @Nullable Hex64 parameterHash;
        private @Nullable String scenarioId;
        private @Nullable OraclePackRef oraclePackRef;

        private Builder(String platformRunId, RunId scenarioRunId) {
            this.platformRunId = Objects.requireNonNull(platformRunId, "platformRunId");
            this.scenarioRunId = Objects.requireNonNull(scenarioRunId, "scenarioRunId");
        }

        /** Sets the digest of the configuration of the run. Required. */
        public Builder runConfigDigest(Hex64 value) {
            runConfigDigest = value;
            return this;
        }

        /**
         * Sets the pins of the world. Required.
         *
         * @param manifest the fingerprint of the world's manifest
         * @param parameters the hash of the world's parameters
         * @param scenario the scenario
         */
        public Builder world(Hex64 manifest, Hex64 parameters, String scenario) {
            manifestFingerprint = manifest;
            parameterHash = parameters;
            scenarioId = scenario;
            return this;
        }

        /** Sets the reference to the world's pack. Default: null, none. */
        public Builder oraclePackRef(@Nullable OraclePackRef value) {
            oraclePackRef = value;
            return this;
        }

        /**
         * Returns the announcement.
         *
         * @throws NullPointerException if a required value is not set
         */
        public PlatformAnnouncement build() {
            return new PlatformAnnouncement(this);
        }
    }
}
