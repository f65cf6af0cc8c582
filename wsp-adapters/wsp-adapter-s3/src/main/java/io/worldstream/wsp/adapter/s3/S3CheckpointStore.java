package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Checkpoints on S3, one object for each run: {@code <root>/checkpoint/<run_id>}. It holds the last epoch to open the
 * run and the record together, so that one conditional write replaces both or neither: a save succeeds only on the very
 * state that its epoch wrote or read last. The object stays after a discard, without a record, as the fence.
 *
 * <p>A save costs one request, an open two, {@link #runs} one for each thousand runs and one for each run without a
 * record. A checksum detects a damaged record; one of its own protects the epoch. An object that was deleted behind the
 * store's back looks like a run that never began, unless this store has opened it.
 *
 * <p>Thread-safe; hosts share a folder. Calls on one run take turns, each for a small multiple of 8 s at most.
 */
public final class S3CheckpointStore implements CheckpointStore {
    private static final String FOLDER = "checkpoint";
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");
    private static final byte[] NOTHING = {};
    /** The number of a frame that holds a record. */
    private static final long KEPT = 1;

    private final S3StateFolder folder;
    private final StateObjects objects;
    private final Map<RunId, Opened> opened = new ConcurrentHashMap<>();

    /** Creates a store. Never fails, and makes no call. */
    public S3CheckpointStore(S3StateFolder folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
        objects = folder.objects();
    }

    /** The state of the object that this store wrote or read last; guarded by itself. */
    private static final class Opened {
        private long epoch = -1; // of nobody
        private @Nullable String tag;

        void at(long newEpoch, String newTag) {
            epoch = newEpoch;
            tag = newTag;
        }
    }

    @Override
    public Set<RunId> runs() throws IOException {
        StateObject all = folder.object("the checkpoints", FOLDER);
        int skipped = all.location().folderPrefix().length();
        Set<RunId> runs = new HashSet<>();
        String token = null;
        do {
            ListObjectsV2Response page = objects.page(all, token);
            for (S3Object each : page.contents()) {
                String name = each.key().substring(skipped);
                if (RUN.matcher(name).matches() && isKept(new RunId(name), each.size())) {
                    runs.add(new RunId(name));
                }
            }
            token = page.nextContinuationToken();
        } while (token != null);
        return runs;
    }

    private boolean isKept(RunId run, long size) throws IOException {
        if (size != StateFrame.LEAST_BYTES) {
            return true; // with a record, or damaged
        }
        HeldObject held = objects.read(object(run));
        try {
            return held != null && frame(run, held).number() == KEPT;
        } catch (WspException e) {
            return true; // damaged, which a read reports
        }
    }

    @Override
    public Optional<byte[]> read(RunId run) throws IOException {
        HeldObject held = objects.read(object(run));
        return held == null ? Optional.empty() : record(run, frame(run, held));
    }

    @Override
    public Optional<byte[]> open(RunId run, long epoch) throws IOException {
        Fences.requirePositive(epoch);
        folder.requireConditionalWrites();
        StateObject object = object(run);
        Opened state = state(run);
        synchronized (state) {
            for (int i = 0; i < Fences.MOST_ATTEMPTS; i++) {
                HeldObject held = objects.read(object);
                StateFrame before = held == null ? StateFrame.of(0, 0, NOTHING) : frame(run, held);
                if (before.epoch() > epoch) {
                    throw Fences.lost(object, epoch, before.epoch());
                }
                String tag = held != null && before.epoch() == epoch
                        ? held.tag()
                        : objects.replace(
                                object,
                                held == null ? null : held.tag(),
                                before.withEpoch(epoch).encode(Kind.CHECKPOINT, run));
                if (tag != null) {
                    state.at(epoch, tag);
                    return record(run, before);
                }
            }
        }
        throw Fences.restless(object);
    }

    @Override
    public void save(RunId run, long epoch, byte[] record) throws IOException {
        replace(run, epoch, StateFrame.of(epoch, KEPT, record));
    }

    @Override
    public void discard(RunId run, long epoch) throws IOException {
        replace(run, epoch, StateFrame.of(epoch, 0, NOTHING));
    }

    private void replace(RunId run, long epoch, StateFrame next) throws IOException {
        StateObject object = object(run);
        Opened state = state(run);
        synchronized (state) {
            for (int i = 0; i < Fences.MOST_ATTEMPTS; i++) {
                String before = state.epoch == epoch ? state.tag : null;
                if (before == null) {
                    before = tagOf(object, run, epoch, state);
                }
                String tag = objects.replace(object, before, next.encode(Kind.CHECKPOINT, run));
                if (tag != null) {
                    state.at(epoch, tag);
                    return;
                }
                // Written by a lost save of this epoch, or taken over: the object says which.
                state.tag = null;
            }
        }
        throw Fences.restless(object);
    }

    /** Returns the tag of the object if the epoch was the last to open it. */
    private String tagOf(StateObject object, RunId run, long epoch, Opened state) throws IOException {
        HeldObject held = objects.read(object);
        if (held == null && state.epoch == epoch) {
            throw corrupt(object, "is gone, although nobody discarded it", null);
        }
        long last = held == null ? 0 : frame(run, held).epoch();
        if (held == null || last != epoch) {
            throw Fences.lost(object, epoch, last);
        }
        return held.tag();
    }

    private Opened state(RunId run) {
        return opened.computeIfAbsent(run, first -> new Opened());
    }

    private StateObject object(RunId run) {
        return folder.object("the checkpoint", run, FOLDER);
    }

    private StateFrame frame(RunId run, HeldObject held) {
        try {
            return StateFrame.decode(Kind.CHECKPOINT, run, held.bytes());
        } catch (DamagedObjectException e) {
            throw corrupt(
                    object(run),
                    e.getMessage() + ", so that the last epoch to open it is unknown. Stop all hosts, then restore the"
                            + " object, or remove it, which restarts the run",
                    e);
        }
    }

    private Optional<byte[]> record(RunId run, StateFrame frame) {
        try {
            byte[] record = frame.payload();
            return frame.number() == KEPT ? Optional.of(record) : Optional.empty();
        } catch (DamagedObjectException e) {
            throw corrupt(
                    object(run), e.getMessage() + "; restore the object, or start again: wsp run --restart " + run, e);
        }
    }

    private static WspException corrupt(StateObject object, String why, @Nullable Throwable cause) {
        return new WspException(ReasonCode.CHECKPOINT_CORRUPT, object + " " + why, cause);
    }
}
