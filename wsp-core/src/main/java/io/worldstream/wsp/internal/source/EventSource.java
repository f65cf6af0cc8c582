package io.worldstream.wsp.internal.source;

import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import java.io.Closeable;

/** The events of a stream, one after another. May block. Confined to one thread at a time. */
public interface EventSource extends Closeable {
    /**
     * Reads the next event into the given object.
     *
     * @return false at the end of the stream
     * @throws WspException if the next event cannot be read
     */
    boolean next(FramedEvent event);

    /** Returns the number of events read, counted from the start or the cursor. */
    long events();

    /**
     * Returns the number of rows left out so far because they repeat another row byte for byte, earlier streams
     * included.
     */
    long collapsed();
}
