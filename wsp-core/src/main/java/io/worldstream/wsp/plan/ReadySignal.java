package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.AdmissionPolicy;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a READY: a run is ready, and this is its facts view (contracts 1).
 *
 * @param messageId the id of the bus message; a redelivery has the same one
 * @param runId the run
 * @param factsViewRef a reference to the run's facts view
 * @param bundleHash the hash that the facts view must have
 * @param announcement the part of the READY that {@link EnvelopeContract#V1} requires; null under {@link
 *     EnvelopeContract#V0}. A signal of the other contract is refused with {@code READY_INVALID}
 */
public record ReadySignal(
        String messageId,
        RunId runId,
        String factsViewRef,
        Hex64 bundleHash,
        @Nullable PlatformAnnouncement announcement) {
    public ReadySignal {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(factsViewRef, "factsViewRef");
        Objects.requireNonNull(bundleHash, "bundleHash");
    }

    /** Creates the signal of a READY under {@link EnvelopeContract#V0}. */
    public ReadySignal(String messageId, RunId runId, String factsViewRef, Hex64 bundleHash) {
        this(messageId, runId, factsViewRef, bundleHash, null);
    }

    /**
     * Returns whether another signal announces the same run with the same facts view. Two signals for one run conflict
     * if they differ in the reference or the hash; neither the message id nor the announcement counts.
     */
    public boolean announcesSameAs(ReadySignal other) {
        return runId.equals(other.runId)
                && factsViewRef.equals(other.factsViewRef)
                && bundleHash.equals(other.bundleHash);
    }

    /**
     * Returns whether a host passes the signal over, because it belongs to another platform run than {@link
     * AdmissionPolicy#platformRunId}. False for a signal whose ids disagree: it is refused instead.
     */
    public boolean isOutOfScopeOf(AdmissionPolicy policy) {
        return policy.platformRunId() != null
                && announcement != null
                && announcement.scenarioRunId().equals(runId)
                && !announcement.platformRunId().equals(policy.platformRunId());
    }

    /** Returns whether both signals name a platform run, and not the same one. */
    public boolean isOfAnotherPlatformRunThan(ReadySignal other) {
        return announcement != null
                && other.announcement != null
                && !announcement.platformRunId().equals(other.announcement.platformRunId());
    }
}
