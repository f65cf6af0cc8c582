package io.worldstream.wsp.testkit.sim;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The state that a process leaves behind: everything that the next one depends on. The bus is not part of it: READY
 * stays on the bus until the run is over, and then there is no next process to examine.
 *
 * @param record the saved record of the run, or null if there is none; read-only
 * @param cursor the number of events that the record covers
 * @param atTheGate the events that the gate has, as bits
 * @param failed the events that may no longer fail, as bits
 */
record Remains(@Nullable ByteBuffer record, int cursor, int atTheGate, int failed) {
    /** Before the first process. */
    static final Remains NONE = new Remains(null, 0, 0, 0);
}
