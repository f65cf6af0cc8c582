package io.worldstream.wsp.testkit.sim;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a process leaves behind: all that the next one depends on. Of the bus there is nothing to say: READY is on it until the
 * run is over, and then there is no next process to look at.
 *
 * @param record what is kept of the run, or null for nothing; read-only
 * @param cursor how many events it is through with
 * @param atTheGate the events that the gate has, as bits
 * @param failed the events that may not fail any more, as bits
 */
record Remains(@Nullable ByteBuffer record, int cursor, int atTheGate, int failed) {
    /** Before the first process. */
    static final Remains NONE = new Remains(null, 0, 0, 0);
}
