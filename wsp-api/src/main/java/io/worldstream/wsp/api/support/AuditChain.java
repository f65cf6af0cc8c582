package io.worldstream.wsp.api.support;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.Hex64;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The end of an audit chain: the number and the hash of its last record. Makes the record that comes next, and verifies one
 * that is stored. Immutable.
 *
 * <pre>{@code
 * AuditChain chain = AuditChain.EMPTY;
 * AuditRecord record = chain.next(entry);
 * append(AuditLine.write(record));
 * chain = AuditChain.endingWith(record);
 * }</pre>
 *
 * @param seq the number of the last record, 0 if there is none
 * @param hash the hash of the last record; 64 zeros if there is none
 */
public record AuditChain(long seq, Hex64 hash) {
    /** The chain without records. */
    public static final AuditChain EMPTY = new AuditChain(0, new Hex64("0".repeat(64)));

    /**
     * Validates the number.
     *
     * @throws IllegalArgumentException if {@code seq} is negative
     */
    public AuditChain {
        if (seq < 0) {
            throw new IllegalArgumentException("expected a number of 0 or more, found " + seq);
        }
        Objects.requireNonNull(hash, "hash");
    }

    /** Returns the chain that ends with a record. */
    public static AuditChain endingWith(AuditRecord record) {
        return new AuditChain(record.seq(), record.hash());
    }

    /** Returns the record that appends an entry to this chain. */
    public AuditRecord next(AuditEntry entry) {
        return new AuditRecord(seq + 1, entry, hash, hashOf(seq + 1, entry, hash));
    }

    /**
     * Reads and verifies the record that follows this chain.
     *
     * @param line the stored bytes of the record, without a line break
     * @return the record
     * @throws BrokenException if the bytes are no record, if its hash is not that of its content, or if it does not follow
     *     this chain; the message says which
     */
    public AuditRecord verify(byte[] line) throws BrokenException {
        AuditRecord record = AuditLine.read(line);
        if (record.seq() != seq + 1) {
            throw new BrokenException("its seq is " + record.seq() + ", but record " + (seq + 1) + " comes here");
        }
        if (!record.prev().equals(hash)) {
            throw new BrokenException("its prev is not the hash of the record before it");
        }
        if (!record.hash().equals(hashOf(record.seq(), record.entry(), record.prev()))) {
            throw new BrokenException("its hash is not that of its content");
        }
        return record;
    }

    private static Hex64 hashOf(long seq, AuditEntry entry, Hex64 prev) {
        byte[] content = AuditLine.content(seq, entry, prev).getBytes(StandardCharsets.US_ASCII);
        return new Hex64(HexFormat.of().formatHex(sha256().digest(content)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** Thrown for a stored record that is not what was appended. The message says what is wrong with it. */
    public static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenException(String message) {
            super(message);
        }

        BrokenException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
