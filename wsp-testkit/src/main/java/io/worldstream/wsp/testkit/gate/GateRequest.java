package io.worldstream.wsp.testkit.gate;

/**
 * One request that reached the gate with the right credentials.
 *
 * @param number its number among all requests that this gate ever had, from 1; goes on over restarts
 * @param eventId the envelope's {@code event_id}; empty if it cannot be read
 * @param eventType the envelope's {@code event_type}; empty if it cannot be read
 * @param attempt how often this event has come since the gate was started, from 1
 * @param body the body as it came
 */
public record GateRequest(long number, String eventId, String eventType, int attempt, String body) {}
