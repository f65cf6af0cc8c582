package io.worldstream.wsp.policy;

/** How far rows with equal primary keys are looked for (contracts 11). */
public enum KeyCheck {
    /**
     * Among the rows of one instant, when the stream gets there: identical ones are sent once, others halt the run before
     * either leaves. Costs nothing.
     */
    INSTANT,

    /**
     * Among all rows of an output, before the first event leaves; a key that comes twice, other than in identical rows of
     * one instant, is a refusal. Costs a sort of the world.
     */
    WORLD
}
