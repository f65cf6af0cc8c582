package io.worldstream.wsp.testkit;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;

/**
 * One push, as a {@link RecordingSink} heard it.
 *
 * @param number its number among all pushes, from 1
 * @param eventId the envelope's {@code event_id}
 * @param eventType the envelope's {@code event_type}
 * @param attempt which try the engine said it was, from 1
 * @param envelope a copy of the envelope's text
 */
public record RecordedPush(long number, EventId eventId, OutputId eventType, int attempt, String envelope) {}
