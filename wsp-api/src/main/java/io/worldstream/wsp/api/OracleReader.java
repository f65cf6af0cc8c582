package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.List;

/**
 * Reads sealed objects by reference: local files, an object store with range reads, anything whose bytes have positions.
 * It cannot list, search or say what is latest ({@code ORC-01}, I2). It does not judge content: digests, gates and rows
 * are the engine's affair.
 *
 * <p>Failures are of two kinds ({@code ORC-07}). An {@link IOException}, from here or from {@link PartContent#read}, may be
 * gone the next time: the engine tries again until the policy's read retry budget is spent, opening the part anew and
 * reading on where the read failed. An adapter need not retry. A {@link WspException} is final.
 *
 * <p>Any thread may call it; calls may block ({@code ORC-02}).
 */
public interface OracleReader {
    /**
     * Names the objects behind a reference: the one object; for a {@code *} in the last segment, each object that matches
     * it; for a folder, each object beneath it. In ascending order of their whole paths by code point ({@code ORC-03},
     * contracts 4). Reach is judged before existence ({@code ORC-04}).
     *
     * @param reference the reference as the platform wrote it
     * @return at least one part
     * @throws WspException {@link ReasonCode#REF_OUT_OF_REACH}, {@link ReasonCode#OBJECT_MISSING} (also for a pattern that
     *     matches nothing), {@link ReasonCode#OBJECT_UNREADABLE}, or {@link ReasonCode#CONFIG_INVALID} where only the host's
     *     own settings keep it from being named
     * @throws IOException if the store cannot tell now
     */
    List<OraclePart> resolve(SealedReference reference) throws IOException;

    /**
     * Opens one part that {@link #resolve} named. The engine opens a part again where a read failed, and where it closed it
     * because too many are open.
     *
     * @throws WspException as for {@link #resolve}; a part that left its root since then is out of reach ({@code ORC-05})
     * @throws IOException if it cannot be opened now
     */
    PartContent open(OraclePart part) throws IOException;
}
