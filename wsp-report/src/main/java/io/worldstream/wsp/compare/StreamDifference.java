package io.worldstream.wsp.compare;

import io.worldstream.wsp.api.EventId;
import java.util.List;
import java.util.Objects;

/**
 * One difference between two streams.
 *
 * @param kind the kind
 * @param eventId the event
 * @param eventType the event's type, as the first of the streams that has the event names it
 * @param lineA the line of the event in A, from 1, or 0 if A does not have it
 * @param lineB the line of the event in B, from 1, or 0 if B does not have it
 * @param fields the envelope fields that differ, sorted; empty unless the kind is {@link Kind#CHANGED}
 */
public record StreamDifference(
        Kind kind, EventId eventId, String eventType, long lineA, long lineB, List<String> fields) {
    public StreamDifference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(eventId, "eventId");
        Objects.requireNonNull(eventType, "eventType");
        fields = List.copyOf(fields);
    }

    /** The kinds of differences. */
    public enum Kind {
        /** A has the event, or has it more often. */
        ONLY_IN_A,
        /** B has the event, or has it more often. */
        ONLY_IN_B,
        /** Both have the event, with other bytes. */
        CHANGED,
        /** Both have the event. In A it comes after another one, and in B before it. */
        MOVED
    }

    /** Returns the line by which differences are ordered. */
    long line() {
        return lineA == 0 ? lineB : lineA;
    }
}
