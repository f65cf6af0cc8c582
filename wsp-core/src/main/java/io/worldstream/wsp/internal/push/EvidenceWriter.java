package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.WspException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the evidence of events and rows that a stream passes over, beside the lane (I7). */
@FunctionalInterface
public interface EvidenceWriter {
    /**
     * Starts to write one piece of evidence; returns at once. What fails is tried again before it is told.
     *
     * @param done called exactly once, from any thread: with null when the evidence is durable, or with why it is not
     */
    void write(QuarantineRecord evidence, Consumer<@Nullable WspException> done);
}
