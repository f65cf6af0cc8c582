package io.worldstream.wsp.plan;

import java.time.Instant;

/**
 * The half-open span of event time that a run streams (contracts 2).
 *
 * @param start the first instant in it
 * @param end the first instant after it
 */
public record TrafficWindow(Instant start, Instant end) {
    public TrafficWindow {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a traffic window starts before it ends, not " + start + " to " + end);
        }
    }
}
