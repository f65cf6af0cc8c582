package io.worldstream.wsp.testkit.gate;

/**
 * A request that reached the gate with the right credentials.
 *
 * @param number the request's number among all requests of this gate, starting at 1 and continuing across restarts
 * @param eventId the envelope's {@code event_id}; empty if it cannot be read
 * @param eventType the envelope's {@code event_type}; empty if it cannot be read
 * @param attempt the number of arrivals of this event since the gate was started, starting at 1
 * @param body the body as received
 */
public record GateRequest(long number, String eventId, String eventType, int attempt, String body) {}
