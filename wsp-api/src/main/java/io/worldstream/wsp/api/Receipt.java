package io.worldstream.wsp.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gate says of one event (contracts 9), as far as the engine reads it. The names in it are the gate's words, not
 * yet checked: the engine holds them to the event that it pushed.
 *
 * @param eventId the event that the gate names
 * @param eventType the event type that the gate names, if it does
 * @param reasonCodes why, for QUARANTINE and DUPLICATE; may be empty
 * @param evidenceKinds the kinds of the evidence that it refers to; may be empty
 * @param busPosition where the event stands on the bus, if it does
 */
public record Receipt(
        String eventId,
        @Nullable String eventType,
        List<String> reasonCodes,
        List<String> evidenceKinds,
        @Nullable BusPosition busPosition) {
    public Receipt {
        Objects.requireNonNull(eventId, "eventId");
        reasonCodes = List.copyOf(reasonCodes);
        evidenceKinds = List.copyOf(evidenceKinds);
    }

    /**
     * The gate's {@code eb_ref}.
     *
     * @param topic the bus topic
     * @param partition the partition, in the gate's spelling
     * @param offset the offset, in the gate's spelling
     */
    public record BusPosition(String topic, String partition, String offset) {}
}
