package io.worldstream.wsp.api;

import io.worldstream.wsp.api.support.AuditChain;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stored audit chain of one host, for readers: the records that an {@link AuditSink} appended. Reading changes nothing
 * and is safe while the host appends. Implementations are thread-safe; calls block on the store.
 */
public interface StoredAuditTrail {
    /** Returns the name of the host. */
    String host();

    /**
     * Returns the head as it is stored, unverified; empty if there is none.
     *
     * @throws IOException if it cannot be read, or is not the text of a head
     */
    Optional<AuditChain> head() throws IOException;

    /**
     * Recomputes every byte of the chain, from its first record to its head, in memory that does not grow with the chain.
     * Finds the first record that was edited, removed, inserted or moved, and a chain that was cut short.
     *
     * @param each receives each intact record, in order, on the calling thread; those behind the head too
     * @return the result
     * @throws IOException if the store cannot be read
     */
    Result verify(Consumer<AuditRecord> each) throws IOException;

    /**
     * The result of a verification.
     *
     * @param records the number of intact records from the first one on
     * @param behindHead how many of them are behind the head: those that a running host has appended meanwhile, or that a
     *     crash left, of actions that may not have happened
     * @param tornBytes the bytes behind the last record that are no whole record: a running host is writing it, or a crash
     *     left it unfinished, and the host's next start cuts it off
     * @param fault the first bad record, or null if the chain is intact
     */
    record Result(
            long records,
            long behindHead,
            long tornBytes,
            @Nullable Fault fault) {
        /** As the other constructor, of a chain that ends with a whole record. */
        public Result(long records, long behindHead, @Nullable Fault fault) {
            this(records, behindHead, 0, fault);
        }

        /** Returns the result of a chain that is not intact behind a number of records. */
        public static Result bad(long records, Fault fault) {
            return new Result(records, 0, fault);
        }
    }

    /**
     * The first bad record of a chain.
     *
     * @param place where it is stored, in words, such as {@code FILE, line 6}
     * @param seq the number of the record that belongs there; 0 for the head
     * @param why what is wrong
     */
    record Fault(String place, long seq, String why) {
        public Fault {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(why, "why");
        }
    }
}
