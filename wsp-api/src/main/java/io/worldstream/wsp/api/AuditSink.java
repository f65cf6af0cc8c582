package io.worldstream.wsp.api;

import java.io.IOException;

/**
 * Stores the audit trail of a host (rules {@code AUD-*}): one chain of records, to which it only appends. The engine
 * appends an entry before the action takes effect, and does not act unless the call returns.
 *
 * <p>Any thread may call a sink, several at once; calls may block ({@code AUD-05}). One host appends to a chain at a time
 * ({@code AUD-04}). An {@link io.worldstream.wsp.api.support.AuditChain} numbers, chains and writes the records, so that
 * every sink stores the same bytes.
 */
public interface AuditSink {
    /**
     * Appends one record. Once this method returns, the record and the head of the chain survive the process and the
     * machine ({@code AUD-01}).
     *
     * @return the record, with its number and its hash
     * @throws IOException if the record cannot be stored now. It may be part of the chain nevertheless, as one of an
     *     action that did not happen; a later call appends behind it ({@code AUD-03})
     * @throws WspException {@code AUDIT_CORRUPT} if the stored chain does not match its head, or was changed by another
     *     hand; {@code AUDIT_UNAVAILABLE} if another host appends to the chain. Nothing was stored
     */
    AuditRecord append(AuditEntry entry) throws IOException;

    /** Returns where an operator finds the chain, in words, for messages. Does not block. Default: {@code the audit trail}. */
    default String describe() {
        return "the audit trail";
    }
}
