package io.worldstream.wsp.api;

import java.util.Optional;

/** One message of the control bus, on loan until it is settled. */
public interface ReadyDelivery {
    /** How the source names this message in its own terms, for logs: a file, an offset. */
    String name();

    /** The message as it was published, byte for byte; the array is the caller's ({@code RDY-07}). */
    byte[] message();

    /**
     * Why the message cannot be read, in words for people: too large, not permitted, nothing that holds a message
     * ({@code RDY-08}). {@link #message} is empty then, and the engine settles the delivery as {@link Settlement#UNREADABLE}.
     * Default: empty, for a message that was read.
     */
    default Optional<String> unreadable() {
        return Optional.empty();
    }

    /**
     * Says what became of the message; called exactly once, from any thread ({@code RDY-04}). Whether the message may
     * come again follows from the settlement, by the rules that {@link Settlement} gives.
     *
     * @param settlement what became of it
     * @throws WspException if the settlement could not be recorded; the message then comes again after a restart
     */
    void settle(Settlement settlement);

    /** What became of a message. */
    enum Settlement {
        /** Its run is complete, here or earlier, or the signal was a conflict: nothing is left to do for it, ever. */
        DONE,
        /** Not for WSP: another topic or another signal. Recorded for good, though not at the cost of a forced write. */
        IGNORED,
        /** Refused. A source that can keep it offers it again to the next start, for what was wrong may be mended. */
        REFUSED,
        /** The run halted and can go on. A source that can keep it offers it again to the next start. */
        HALTED,
        /**
         * Not a message yet: it does not parse, or cannot be read. A source whose writers are not atomic looks at it again when
         * it changed.
         */
        UNREADABLE
    }
}
