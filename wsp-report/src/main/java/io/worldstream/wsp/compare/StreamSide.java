package io.worldstream.wsp.compare;

/** One of the two streams of a comparison. */
public enum StreamSide {
    /** The first stream. */
    A,
    /** The second stream. */
    B
}
