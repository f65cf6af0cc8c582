package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The disk on which all hosts save checkpoints: the newest record of each run and the one before it. If the newest is
 * damaged, the one before counts; if both are, no intact record remains. One thread.
 */
final class SimDisk implements CheckpointStore {
    private final Map<String, Slots> runs = new TreeMap<>();

    @Override
    public Set<RunId> runs() {
        Set<RunId> kept = new LinkedHashSet<>();
        runs.forEach((run, slots) -> {
            if (slots.newest != null) {
                kept.add(new RunId(run));
            }
        });
        // Not Set.copyOf, whose order differs between processes.
        return Collections.unmodifiableSet(kept);
    }

    @Override
    public Optional<byte[]> read(RunId run) {
        return slots(run).read();
    }

    @Override
    public Optional<byte[]> open(RunId run, long epoch) {
        Slots slots = slots(run);
        slots.require(epoch);
        slots.epoch = epoch;
        return slots.read();
    }

    @Override
    public void save(RunId run, long epoch, byte[] record) {
        slots(run).require(epoch);
        slots(run).save(record.clone());
    }

    @Override
    public void discard(RunId run, long epoch) {
        Slots slots = slots(run);
        slots.require(epoch);
        slots.newest = null;
        slots.before = null;
    }

    /**
     * Damages the newest record of a run.
     *
     * @param both whether to damage the one before it too
     */
    void rot(RunId run, boolean both) {
        Slots slots = slots(run);
        if (slots.newest != null) {
            slots.newest = Slots.ROTTEN;
            slots.before = both && slots.before != null ? Slots.ROTTEN : slots.before;
        }
    }

    private Slots slots(RunId run) {
        return runs.computeIfAbsent(run.value(), key -> new Slots());
    }

    private static final class Slots {
        private static final byte[] ROTTEN = new byte[0];

        private byte @Nullable [] newest;
        private byte @Nullable [] before;
        private long epoch;

        void require(long other) {
            if (other < epoch) {
                throw new WspException(
                        ReasonCode.LEASE_LOST, "epoch " + epoch + " opened the run, which epoch " + other + " held");
            }
        }

        void save(byte[] record) {
            if (newest != ROTTEN) {
                before = newest;
            }
            newest = record;
        }

        Optional<byte[]> read() {
            byte[] whole = newest == ROTTEN ? before : newest;
            if (newest == ROTTEN && (before == null || before == ROTTEN)) {
                throw new WspException(ReasonCode.CHECKPOINT_CORRUPT, "no record of the run is intact");
            }
            return Optional.ofNullable(whole).map(byte[]::clone);
        }
    }
}
