package io.worldstream.wsp.api;

import java.util.Optional;

/**
 * Where READY signals come from: one topic of an at-least-once control bus (contracts 1). The source carries messages; it
 * neither reads nor judges them.
 *
 * <p>One thread at a time calls it; it may block for a short while ({@code RDY-01}).
 */
@FunctionalInterface
public interface ReadySource {
    /**
     * The next delivery, if there is one now. A message that was delivered and not settled is not delivered again to the
     * same source object ({@code RDY-02}); after a restart it is ({@code RDY-03}). One that was settled does not come again
     * by itself ({@code RDY-06}).
     *
     * @throws WspException if the bus cannot be read now; the engine reports it and asks again later ({@code RDY-05})
     */
    Optional<ReadyDelivery> poll();
}
