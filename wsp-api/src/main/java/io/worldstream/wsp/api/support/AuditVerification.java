package io.worldstream.wsp.api.support;

import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a stored audit chain, from a start to its head and beyond: the verification that every store of chains
 * shares. A store gives it the bytes of each record in order, with the place where they are stored. Not thread-safe.
 */
public final class AuditVerification {
    private final AuditChain head;
    private final Consumer<AuditRecord> each;
    private AuditChain end;
    private boolean headReached;

    /**
     * Begins a pass.
     *
     * @param start the chain before the first record that is read
     * @param head the head of the chain, as it was stored before the first record was read
     * @param each receives each intact record
     */
    public AuditVerification(AuditChain start, AuditChain head, Consumer<AuditRecord> each) {
        this.head = Objects.requireNonNull(head, "head");
        this.each = Objects.requireNonNull(each, "each");
        end = start;
        headReached = head.equals(start);
    }

    /**
     * Verifies the record that comes next.
     *
     * @param place where it is stored, in words
     * @param line its bytes, without a line break
     * @return what is wrong with it, or null
     */
    public @Nullable Fault next(String place, byte[] line) {
        AuditRecord record;
        try {
            record = end.verify(line);
        } catch (BrokenException e) {
            return fault(place, String.valueOf(e.getMessage()));
        }
        AuditChain moved = AuditChain.endingWith(record);
        if (moved.seq() == head.seq() && !moved.equals(head)) {
            return fault(place, "the head has another hash for it");
        }
        end = moved;
        headReached |= moved.equals(head);
        each.accept(record);
        return null;
    }

    /** Returns a fault of the record that comes next. */
    public Fault fault(String place, String why) {
        return new Fault(place, end.seq() + 1, why);
    }

    /**
     * Returns a fault behind the last record if the chain did not reach its head, or null.
     *
     * @param place where the next record would be stored, in words
     */
    public @Nullable Fault cutShort(String place) {
        return headReached
                ? null
                : fault(place, "the chain ends with record " + end.seq() + ", but its head is record " + head.seq());
    }

    /** Returns whether the record that the head names has been verified. */
    public boolean headReached() {
        return headReached;
    }

    /** Returns the chain up to the last intact record. */
    public AuditChain end() {
        return end;
    }
}
