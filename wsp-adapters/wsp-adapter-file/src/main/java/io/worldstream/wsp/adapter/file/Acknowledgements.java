package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import org.jspecify.annotations.Nullable;

/**
 * Durable records of settled messages, by the names of their files. Other hosts may add to them at the same time. One
 * thread at a time refreshes; any thread adds.
 */
interface Acknowledgements {
    /** Value in the table of names of a message on record. */
    long DONE = 1;

    /**
     * Reads the records that this or another process has added since the last call, into the table of names.
     *
     * @throws WspException {@link ReasonCode#ACKNOWLEDGEMENT_UNAVAILABLE} if they cannot be read: without them, all settled
     *     messages would come again
     */
    void refresh();

    /**
     * Records a message, and sets it in the table of names. When this returns, the record of a {@code DONE} message
     * survives a machine failure, and that of another one at least the process: ignoring a message again is harmless.
     *
     * @throws WspException {@link ReasonCode#ACKNOWLEDGEMENT_UNAVAILABLE} if it cannot be written
     */
    void add(String fileName, Settlement settlement);

    /** A place that holds records. */
    @FunctionalInterface
    interface Place {
        /**
         * Returns the records of a topic; does not access the place yet.
         *
         * @param scope the platform run for which they hold, or null if they hold for all
         * @param names receives every message on record
         */
        Acknowledgements open(String topic, @Nullable String scope, NameTable names);
    }
}
