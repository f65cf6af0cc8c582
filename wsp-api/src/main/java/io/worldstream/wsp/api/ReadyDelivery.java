package io.worldstream.wsp.api;

import java.util.Optional;

/** A message of the control bus, lent to the engine until it is settled. */
public interface ReadyDelivery {
    /** Returns the source's own name for this message, such as a file or an offset, for logs. */
    String name();

    /** Returns the message as it was published, byte for byte, in an array that the caller owns ({@code RDY-07}). */
    byte[] message();

    /**
     * Returns the reason, in words, why the message cannot be read: too large, not permitted, or not an object that
     * holds a message ({@code RDY-08}). {@link #message} is then empty, and the engine settles the delivery as
     * {@link Settlement#UNREADABLE}. Default: empty, for a message that was read.
     */
    default Optional<String> unreadable() {
        return Optional.empty();
    }

    /**
     * Settles the message. The engine calls this method at most once, from any thread ({@code RDY-04}). The
     * {@link Settlement} determines whether the message may be delivered again.
     *
     * @param settlement the result for the message
     * @throws WspException if the settlement could not be recorded; the message is then delivered again after a restart
     */
    void settle(Settlement settlement);

    /** The result of processing a message. */
    enum Settlement {
        /**
         * The message is no longer needed: the run is complete, in this process or an earlier one; or it halted and
         * resumes from its saved checkpoint; or the signal was a conflict.
         */
        DONE,
        /**
         * Not for WSP: another topic or another signal. Recorded permanently, but without the cost of a forced write.
         */
        IGNORED,
        /**
         * Passed over: the run belongs to another platform run than the one to which the host is bound. A source may
         * record that for this host's platform run. One of a host that is bound to another, or to none, delivers the
         * message again if the bus can keep it ({@code RDY-10}).
         */
        SKIPPED,
        /**
         * The run is refused. A source that can keep the message delivers it again at the next start, since the cause
         * may have been fixed.
         */
        REFUSED,
        /**
         * The run halted and needs this message to resume. A source that can keep the message delivers it again at the
         * next start.
         */
        HALTED,
        /**
         * Not a message yet: it does not parse, or cannot be read. A source whose writers are not atomic reads it again
         * once it has changed.
         */
        UNREADABLE
    }
}
