package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps where each run stands, so that the next start goes on from there: one small record a run, which the engine writes
 * and alone understands (rules {@code CHK-*}; I8, I9).
 *
 * <p>A record is written under the epoch of a {@link RunLease.Grant}. Who {@linkplain #open opens} a run shuts out all lower
 * epochs: a process that lost its lease and does not know it yet cannot write over what its successor wrote.
 *
 * <p>Any thread may call it; calls may block ({@code CHK-06}).
 */
public interface CheckpointStore {
    /**
     * The runs of which something is kept, whole or damaged ({@code CHK-05}).
     *
     * @throws IOException if the store cannot be read
     */
    Set<RunId> runs() throws IOException;

    /**
     * What was saved last, for who only looks: shuts out nobody.
     *
     * @return the newest that is whole; the bytes are the caller's; empty if nothing is kept
     * @throws IOException if the store cannot be read
     * @throws WspException {@code CHECKPOINT_CORRUPT} if something was saved and none of it is whole ({@code CHK-03})
     */
    Optional<byte[]> read(RunId run) throws IOException;

    /**
     * Takes a run over: from now on it is this epoch's to write, and what lower epochs try is refused ({@code CHK-04}). That
     * holds also if this fails with {@code CHECKPOINT_CORRUPT}. The same epoch may open a run again.
     *
     * @param epoch of the lease under which the run is held; positive
     * @return what was saved last, the newest that is whole; empty if nothing is kept
     * @throws IOException if the store cannot be read or written
     * @throws WspException {@code LEASE_LOST} if a higher epoch opened the run; {@code CHECKPOINT_CORRUPT} if something was
     *     saved and none of it is whole ({@code CHK-03})
     */
    Optional<byte[]> open(RunId run, long epoch) throws IOException;

    /**
     * Keeps a record in place of the one before. Whole or not at all, also if the process is killed or the machine stops;
     * when this returns, it outlasts both ({@code CHK-01}, {@code CHK-02}).
     *
     * @param epoch the one that opened the run
     * @param record not changed, and not kept as an array; some kilobytes
     * @throws IOException if it cannot be kept; what was kept before still is
     * @throws WspException {@code LEASE_LOST} if it was not this epoch that opened the run last ({@code CHK-04})
     */
    void save(RunId run, long epoch, byte[] record) throws IOException;

    /**
     * Forgets what is kept of a run, be it whole or damaged, but not who may write it ({@code CHK-03}).
     *
     * @param epoch the one that opened the run
     * @throws IOException if it cannot be removed; what was saved last may still be kept, and nothing older
     * @throws WspException {@code LEASE_LOST} if it was not this epoch that opened the run last ({@code CHK-04})
     */
    void discard(RunId run, long epoch) throws IOException;
}
