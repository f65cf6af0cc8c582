package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import java.util.Objects;

/**
 * The content of a READY: a run is ready, and this is its facts view (contracts 1).
 *
 * @param messageId the id of the bus message; a redelivery has the same one
 * @param runId the run
 * @param factsViewRef a reference to the run's facts view
 * @param bundleHash the hash that the facts view must have
 */
public record ReadySignal(String messageId, RunId runId, String factsViewRef, Hex64 bundleHash) {
    public ReadySignal {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(factsViewRef, "factsViewRef");
        Objects.requireNonNull(bundleHash, "bundleHash");
    }

    /**
     * Returns whether another signal announces the same run with the same facts view. Two signals for one run conflict
     * if they differ in the reference or the hash; the message id does not count.
     */
    public boolean announcesSameAs(ReadySignal other) {
        return runId.equals(other.runId)
                && factsViewRef.equals(other.factsViewRef)
                && bundleHash.equals(other.bundleHash);
    }
}
