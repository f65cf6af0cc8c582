package io.worldstream.wsp.compare;

import java.io.IOException;
import java.util.Objects;

/** Thrown if a file is no stream of events: its message names the file's side, the line and the fault, never a payload. */
public final class UnreadableStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    private final StreamSide side;

    /**
     * Creates an exception.
     *
     * @param side the stream that cannot be read
     * @param line the number of the line, from 1
     * @param why the fault
     */
    public UnreadableStreamException(StreamSide side, long line, String why) {
        super(side + ", line " + line + ": " + why);
        this.side = Objects.requireNonNull(side, "side");
    }

    /** Returns the stream that cannot be read. */
    public StreamSide side() {
        return side;
    }
}
