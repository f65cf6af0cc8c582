package io.worldstream.wsp.api;

import java.nio.ByteBuffer;

/** A canonical envelope in its wire form, lent to a sink until it calls back ({@code SNK-03}). */
public interface EnvelopeView {
    /**
     * The envelope's UTF-8 JSON as a read-only view of pooled bytes: position 0, limit the length. The same object each
     * time; its position and limit are the sink's to move while it has the loan.
     */
    ByteBuffer bytes();

    /** The envelope's {@code event_id}. */
    EventId eventId();

    /** The envelope's {@code event_type}. */
    OutputId eventType();

    /** Which try this is, from 1. A later try carries the same bytes. */
    int attempt();
}
