package io.worldstream.wsp.api;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A canonical envelope in wire form, lent to a sink until the sink calls back ({@code SNK-03}). */
public interface EnvelopeView {
    /**
     * Returns the envelope's UTF-8 JSON as a read-only view of pooled bytes, with position 0 and the length as its
     * limit. Each call returns the same object. The sink may move its position and limit while the envelope is lent.
     */
    ByteBuffer bytes();

    /** Returns the envelope's {@code event_id}. */
    EventId eventId();

    /** Returns the envelope's {@code event_type}. */
    OutputId eventType();

    /** Returns the number of this attempt, starting at 1. A later attempt carries the same bytes. */
    int attempt();

    /**
     * Returns the digest of the plan that the event belongs to. Default: null, not known; the engine's envelopes have it.
     */
    default @Nullable Hex64 planDigest() {
        return null;
    }

    /**
     * Returns the position of the event in the plan's order, from 1; the same for each attempt, also after a restart or
     * in a redrive. Default: 0, not known; the engine's envelopes have it.
     */
    default long position() {
        return 0;
    }
}
