package io.worldstream.wsp.api;

import java.util.Optional;

/**
 * Source of READY signals: one topic of an at-least-once control bus (contracts 1). The source delivers messages; it
 * neither parses nor judges them.
 *
 * <p>One thread at a time calls a source; calls may block briefly ({@code RDY-01}).
 */
@FunctionalInterface
public interface ReadySource {
    /** The platform's topic for READY signals. */
    String DEFAULT_TOPIC = "fp.bus.control.v1";

    /**
     * Returns the next delivery, or empty if none is available now. The same source object does not deliver a message
     * again while it is unsettled ({@code RDY-02}); after a restart it is delivered again ({@code RDY-03}). A settled
     * message is not delivered again unless the bus repeats it, or it was unreadable and has changed ({@code RDY-06}).
     *
     * @throws WspException if the bus cannot be read now; the engine reports it and polls again later ({@code RDY-05})
     */
    Optional<ReadyDelivery> poll();

    /**
     * Returns the topic that this source delivers, always the same one ({@code RDY-09}). The engine settles a message
     * that names another topic as {@link ReadyDelivery.Settlement#IGNORED}, so a source that wraps another one must
     * return that one's topic. Default: {@value #DEFAULT_TOPIC}.
     */
    default String topic() {
        return DEFAULT_TOPIC;
    }
}
