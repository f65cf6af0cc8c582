package io.worldstream.wsp.api;

import java.util.Objects;

/**
 * One record of an audit chain. Its hash binds the record before it, its number and all of its content, so that no record
 * can be changed, removed, inserted or moved without a trace. {@code docs/audit.md} has the format, and {@link
 * io.worldstream.wsp.api.support.AuditChain} makes and verifies records. Immutable.
 *
 * @param seq the number of the record in its chain; the first one is 1
 * @param entry the content
 * @param prev the hash of the record before; 64 zeros in the first one
 * @param hash the SHA-256 of the record without this field, in canonical JSON (contracts 4)
 */
public record AuditRecord(long seq, AuditEntry entry, Hex64 prev, Hex64 hash) {
    /**
     * Validates the number; does not verify the hash.
     *
     * @throws IllegalArgumentException if {@code seq} is less than 1
     */
    public AuditRecord {
        if (seq < 1) {
            throw new IllegalArgumentException("expected a number of 1 or more, found " + seq);
        }
        Objects.requireNonNull(entry, "entry");
        Objects.requireNonNull(prev, "prev");
        Objects.requireNonNull(hash, "hash");
    }
}
