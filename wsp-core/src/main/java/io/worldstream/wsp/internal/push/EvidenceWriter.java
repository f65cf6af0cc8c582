package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.WspException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the evidence of quarantined events and of dead-lettered events and rows, off the lane's thread (I7). */
@FunctionalInterface
public interface EvidenceWriter {
    /**
     * Starts to write the evidence of one dead letter and returns immediately. Failures are retried within a budget.
     *
     * @param done called exactly once, from any thread: with null when the evidence is durable, or with the final
     *     failure
     */
    void write(DeadLetter evidence, Consumer<@Nullable WspException> done);

    /** Returns whether events that the gate quarantined leave evidence too. Default: false, for hosts without a store. */
    default boolean recordsQuarantine() {
        return false;
    }
}
