package io.worldstream.wsp.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gate's receipt for one event (contracts 9), limited to the fields that the engine reads. Its names are the gate's
 * and not yet verified: the engine checks them against the event that it pushed.
 *
 * @param eventId the event that the gate names
 * @param eventType the event type that the gate names, or null if it names none
 * @param reasonCodes the reasons for QUARANTINE and DUPLICATE; may be empty
 * @param evidenceKinds the kinds of evidence that the gate refers to; may be empty
 * @param busPosition the event's position on the bus, or null if the gate names none
 * @param receiptId the gate's id of this receipt, or null if it names none; never checked
 */
public record Receipt(
        String eventId,
        @Nullable String eventType,
        List<String> reasonCodes,
        List<String> evidenceKinds,
        @Nullable BusPosition busPosition,
        @Nullable String receiptId) {
    public Receipt {
        Objects.requireNonNull(eventId, "eventId");
        reasonCodes = List.copyOf(reasonCodes);
        evidenceKinds = List.copyOf(evidenceKinds);
    }

    /** Creates a receipt without an id. */
    public Receipt(
            String eventId,
            @Nullable String eventType,
            List<String> reasonCodes,
            List<String> evidenceKinds,
            @Nullable BusPosition busPosition) {
        this(eventId, eventType, reasonCodes, evidenceKinds, busPosition, null);
    }

    /**
     * The event's position on the bus: the gate's {@code eb_ref}.
     *
     * @param topic the bus topic
     * @param partition the partition, as the gate spells it
     * @param offset the offset, as the gate spells it
     */
    public record BusPosition(String topic, String partition, String offset) {}
}
