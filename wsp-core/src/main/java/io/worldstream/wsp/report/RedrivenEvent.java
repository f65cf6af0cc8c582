package io.worldstream.wsp.report;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RedriveAttempt;
import java.util.Objects;

/**
 * An event that was sent again, with its outcome, which is durable. Immutable.
 *
 * @param eventId the event
 * @param eventType the output of the event
 * @param position its position in the stream, as its dead letter names it
 * @param attempt the outcome
 */
public record RedrivenEvent(EventId eventId, OutputId eventType, String position, RedriveAttempt attempt) {
    public RedrivenEvent {
        Objects.requireNonNull(eventId, "eventId");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(attempt, "attempt");
    }
}
