package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.List;

/**
 * Reads sealed objects by reference: local files, an object store with range reads, or any other store whose bytes have
 * positions. A reader cannot list, search or return the latest object ({@code ORC-01}, I2). It does not judge content:
 * the engine checks digests, gates and rows.
 *
 * <p>There are two kinds of failure ({@code ORC-07}). An {@link IOException}, thrown here or by
 * {@link PartContent#read}, may be transient: the engine retries until the policy's read retry budget is spent,
 * reopening the part and continuing at the position that failed. An adapter need not retry. A {@link WspException} is
 * final.
 *
 * <p>Any thread may call a reader; calls may block ({@code ORC-02}).
 */
public interface OracleReader {
    /**
     * Resolves a reference to objects. A plain reference names one object; a {@code *} in the last segment names each
     * object that matches it; a folder names each object beneath it. The parts are in ascending order of their whole
     * paths by code point ({@code ORC-03}, contracts 4). Reach is checked before existence ({@code ORC-04}).
     *
     * @param reference the reference as the platform wrote it
     * @return at least one part
     * @throws WspException {@link ReasonCode#REF_OUT_OF_REACH}, {@link ReasonCode#OBJECT_MISSING} (also for a pattern
     *     that matches nothing), {@link ReasonCode#OBJECT_UNREADABLE}, or {@link ReasonCode#CONFIG_INVALID} if only the
     *     host's own settings prevent the reference from being resolved
     * @throws IOException if the store cannot answer now
     */
    List<OraclePart> resolve(SealedReference reference) throws IOException;

    /**
     * Opens a part that {@link #resolve} returned. The engine reopens a part after a failed read, and after closing it
     * because too many parts were open. Of a part with a {@linkplain OraclePart#version version}, only the bytes of
     * that version are read ({@code ORC-09}).
     *
     * @throws WspException as for {@link #resolve}; a part that has left its root since then is out of reach
     *     ({@code ORC-05}); {@link ReasonCode#CONTENT_DIGEST_MISMATCH}, also from {@link PartContent#read}, if the
     *     object was replaced and the store no longer has the part's version
     * @throws IOException if the part cannot be opened now
     */
    PartContent open(OraclePart part) throws IOException;
}
