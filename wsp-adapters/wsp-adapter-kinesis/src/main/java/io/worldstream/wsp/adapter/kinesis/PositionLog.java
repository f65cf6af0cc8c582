package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.PositionStore.Position;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The positions of a stream under one name of a store, and in memory. A save that another host preceded merges with
 * that host's record and is tried again, so that memory also learns what other hosts settled. Threads that settle at the
 * same time share one save.
 *
 * <p>Thread-safe. {@link #save} blocks on the store; {@link #change} and {@link #get} never do.
 */
final class PositionLog {
    private static final Logger LOG = LoggerFactory.getLogger(PositionLog.class);

    /** Each lost try is another host's save, so only hosts that save without a pause can use them up. */
    private static final int MOST_TRIES = 100;

    private final PositionStore store;
    private final PositionName name;

    /** Held during a save; never taken while the monitor of this object is held. */
    private final Object saving = new Object();

    /** Version of the stored record as last seen. Guarded by {@link #saving}. */
    private @Nullable String version;

    /** Changes that are stored. Guarded by {@link #saving}. */
    private long saved;

    /** Guarded by this. */
    private final StreamPositions positions = new StreamPositions();

    /** Number of changes so far. Guarded by this. */
    private long changes;

    private boolean saidThatRangesWereDropped;

    PositionLog(PositionStore store, PositionName name) {
        this.store = store;
        this.name = name;
    }

    /**
     * Merges the stored record into memory.
     *
     * @throws WspException {@link ReasonCode#ACKNOWLEDGEMENT_UNAVAILABLE} if it cannot be read: all messages would come again
     */
    void load() {
        synchronized (saving) {
            try {
                merge();
            } catch (IOException e) {
                throw cannot("read", e);
            }
        }
    }

    /** Returns something about the positions in memory, which must not keep them. */
    synchronized <T> T get(Function<StreamPositions, T> query) {
        return query.apply(positions);
    }

    /** Changes the positions in memory. */
    synchronized void change(Consumer<StreamPositions> change) {
        change.accept(positions);
        changes++;
        if (positions.trim() > 0 && !saidThatRangesWereDropped) {
            saidThatRangesWereDropped = true;
            LOG.warn(
                    "the position {} has more than {} gaps of messages that are not settled; of the messages above them,"
                            + " the last come again after a restart although they are settled",
                    name,
                    StreamPositions.MOST_GAPS);
        }
    }

    /**
     * Saves all changes so far. When this returns, they survive the machine.
     *
     * @throws WspException {@link ReasonCode#ACKNOWLEDGEMENT_UNAVAILABLE} if the store failed; a later save includes them
     */
    void save() {
        long wanted;
        synchronized (this) {
            wanted = changes;
        }
        synchronized (saving) {
            if (saved >= wanted) {
                return; // another thread's save included them
            }
            try {
                for (int i = 0; i < MOST_TRIES; i++) {
                    if (trySave()) {
                        return;
                    }
                    merge();
                }
            } catch (IOException e) {
                throw cannot("save", e);
            }
            throw cannot("save", new IOException("other hosts have changed it " + MOST_TRIES + " times meanwhile"));
        }
    }

    private boolean trySave() throws IOException {
        byte[] record;
        long included;
        synchronized (this) {
            record = PositionRecord.encode(positions);
            included = changes;
        }
        Optional<String> next = store.save(name, record, version);
        if (next.isPresent()) {
            version = next.get();
            saved = included;
        }
        return next.isPresent();
    }

    private void merge() throws IOException {
        Optional<Position> stored = store.load(name);
        if (stored.isPresent()) {
            StreamPositions others = decode(stored.get());
            synchronized (this) {
                positions.merge(others);
                positions.trim();
            }
        }
        version = stored.map(Position::version).orElse(null);
    }

    private StreamPositions decode(Position stored) throws IOException {
        try {
            return PositionRecord.decode(stored.record());
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + "; remove the record, and all messages that the stream still has come again", e);
        }
    }

    private WspException cannot(String what, IOException cause) {
        return new WspException(
                ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                "cannot " + what + " the position " + name + " of the control bus: " + cause.getMessage(),
                cause);
    }
}
