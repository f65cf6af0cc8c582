package io.worldstream.wsp.policy;

/** The scope of the search for rows with equal primary keys (contracts 11). Default: {@link #INSTANT}. */
public enum KeyCheck {
    /**
     * Compares the rows of one instant when the stream reaches it. Identical rows are sent once; different rows with
     * one key halt the run before either leaves. Costs nothing.
     */
    INSTANT,

    /**
     * Compares all rows of an output before the first event leaves. Refuses the run if a key occurs twice, except in
     * identical rows of one instant. Costs a sort of the world.
     */
    WORLD
}
