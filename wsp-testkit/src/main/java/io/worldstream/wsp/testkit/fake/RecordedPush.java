package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;

/**
 * One push, as recorded by a {@link RecordingSink}.
 *
 * @param number the push's number among all pushes, starting at 1
 * @param eventId the envelope's {@code event_id}
 * @param eventType the envelope's {@code event_type}
 * @param attempt the attempt number that the engine reported, starting at 1
 * @param envelope a copy of the envelope's text
 */
public record RecordedPush(long number, EventId eventId, OutputId eventType, int attempt, String envelope) {}
