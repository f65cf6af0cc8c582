package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import java.util.Objects;

/**
 * What a READY says: this run is ready, and this is its facts view (contracts 1).
 *
 * @param messageId the bus message; equal for a redelivery
 * @param runId the run
 * @param factsViewRef a reference to its facts view
 * @param bundleHash the hash that the facts view must have
 */
public record ReadySignal(String messageId, RunId runId, String factsViewRef, Hex64 bundleHash) {
    public ReadySignal {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(factsViewRef, "factsViewRef");
        Objects.requireNonNull(bundleHash, "bundleHash");
    }

    /** Whether another signal says the same of the same run; a conflict is a difference in nothing else. */
    public boolean announcesSameAs(ReadySignal other) {
        return runId.equals(other.runId)
                && factsViewRef.equals(other.factsViewRef)
                && bundleHash.equals(other.bundleHash);
    }
}
