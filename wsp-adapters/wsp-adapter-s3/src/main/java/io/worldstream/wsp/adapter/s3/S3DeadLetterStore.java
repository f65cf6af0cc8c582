package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Dead letters on S3, one object for each position of a run, {@code <root>/dead-letter/<run_id>/letter/<sha256>}, named
 * by the SHA-256 of the position; it also holds the attempts to send the event again. {@code
 * <root>/dead-letter/<run_id>/fence} holds the last epoch to open the run, and what it committed. Nothing is ever removed.
 *
 * <p>A record costs two requests, one for its object and one that commits it in the fence; what was not committed is
 * passed over by readers, and replaced by the next to record the position. So an epoch that was fenced out leaves nothing
 * behind that counts. A redrive attempt costs three requests, a search two, and {@link #forEach} one for each record and
 * one for each thousand.
 *
 * <p>Repeating a call is harmless. That goes for {@link #redriven} too: an attempt that equals the last one of its
 * position, to its time, is taken for it.
 *
 * <p>Thread-safe; hosts share a folder. Writes to one run take turns; calls block for a small multiple of 8 s at most,
 * {@code forEach} for each record.
 */
public final class S3DeadLetterStore implements DeadLetterStore {
    private final S3StateFolder folder;
    private final Map<RunId, DeadLetterSession> sessions = new ConcurrentHashMap<>();

    /** Creates a store. Never fails, and makes no call. */
    public S3DeadLetterStore(S3StateFolder folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    @Override
    public void open(RunId run, long epoch) throws IOException {
        Fences.requirePositive(epoch);
        folder.requireConditionalWrites();
        session(run).open(epoch);
    }

    @Override
    public void record(long epoch, DeadLetter evidence) throws IOException {
        folder.requireConditionalWrites();
        session(evidence.runId()).record(epoch, evidence);
    }

    @Override
    public void forEach(RunId run, Consumer<Entry> each) throws IOException {
        objects(run).forEach(each);
    }

    @Override
    public Optional<Entry> find(RunId run, String position) throws IOException {
        return objects(run).find(position);
    }

    @Override
    public void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
        folder.requireConditionalWrites();
        session(run).redriven(epoch, position, attempt);
    }

    @Override
    public String describe(RunId run) {
        return objects(run).letters().location() + "/";
    }

    private DeadLetterObjects objects(RunId run) {
        return new DeadLetterObjects(folder, run);
    }

    private DeadLetterSession session(RunId run) {
        return sessions.computeIfAbsent(run, first -> new DeadLetterSession(folder, run));
    }
}
