package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Stores the progress of each run, so that the next start resumes from there (rules {@code CHK-*}; I8, I9). A run has
 * one small record, which only the engine writes and interprets.
 *
 * <p>Each record is written under the epoch of a {@link RunLease.Grant}. {@linkplain #open Opening} a run fences out
 * all lower epochs: a process that lost its lease without noticing cannot overwrite its successor's record.
 *
 * <p>Any thread may call a store; calls may block ({@code CHK-06}).
 */
public interface CheckpointStore {
    /**
     * Returns the runs that have a saved record, intact or damaged ({@code CHK-05}).
     *
     * @throws IOException if the store cannot be read
     */
    Set<RunId> runs() throws IOException;

    /**
     * Reads the saved record of a run, for read-only callers; fences out nobody.
     *
     * @return the newest intact record, in an array that the caller owns; empty if none is saved
     * @throws IOException if the store cannot be read
     * @throws WspException {@code CHECKPOINT_CORRUPT} if records were saved and none of them is intact ({@code CHK-03})
     */
    Optional<byte[]> read(RunId run) throws IOException;

    /**
     * Checks, for read-only callers, whether {@link #open} would find damage; fences out nobody. The default reads the
     * record, which suffices for a store that saves nothing else.
     *
     * @throws IOException if the store cannot be read
     * @throws WspException {@code CHECKPOINT_CORRUPT} if {@link #open} would throw it ({@code CHK-03})
     */
    default void check(RunId run) throws IOException {
        read(run);
    }

    /**
     * Takes over a run for an epoch. From now on only this epoch may write to the run, and calls by lower epochs fail
     * ({@code CHK-04}). Lower epochs are fenced out even if this call fails with {@code CHECKPOINT_CORRUPT}. The same
     * epoch may open a run again.
     *
     * @param epoch the epoch of the lease under which the run is held; positive
     * @return the newest intact record; empty if none is saved
     * @throws IOException if the store cannot be read or written
     * @throws WspException {@code LEASE_LOST} if a higher epoch opened the run; {@code CHECKPOINT_CORRUPT} if records
     *     were saved and none of them is intact ({@code CHK-03})
     */
    Optional<byte[]> open(RunId run, long epoch) throws IOException;

    /**
     * Replaces the saved record of a run. The write is atomic, even if the process is killed or the machine stops. Once
     * this method returns, the record survives both ({@code CHK-01}, {@code CHK-02}).
     *
     * @param epoch the epoch that opened the run
     * @param record the record, some kilobytes; the array is neither modified nor retained
     * @throws IOException if the record cannot be saved; the previous record remains
     * @throws WspException {@code LEASE_LOST} if this epoch was not the last to open the run ({@code CHK-04})
     */
    void save(RunId run, long epoch, byte[] record) throws IOException;

    /**
     * Removes the saved records of a run, intact or damaged ({@code CHK-03}). Lower epochs stay fenced out.
     *
     * @param epoch the epoch that opened the run
     * @throws IOException if the records cannot be removed; the last one may then remain, but no older one
     * @throws WspException {@code LEASE_LOST} if this epoch was not the last to open the run ({@code CHK-04})
     */
    void discard(RunId run, long epoch) throws IOException;
}
