package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The checkpoints and the lease of a small run, of one process after another. One thread. */
final class SmallDisk implements CheckpointStore, RunLease {
    private final SimDisk disk = new SimDisk();
    private final SimWorld world;
    private final long epoch;
    private final Consumer<LedgerEntry> onSaved;
    private final @Nullable LedgerEntry atFirst;
    private final RunLedger ledger = new RunLedger(disk, this, new ManualClock());
    private int cursor;

    /**
     * @param left by the process before
     * @param epoch of the process
     * @param onSaved hears of each record that is saved
     */
    SmallDisk(SimWorld world, Remains left, long epoch, Consumer<LedgerEntry> onSaved) {
        this.world = world;
        this.epoch = epoch;
        this.onSaved = onSaved;
        cursor = left.cursor();
        if (left.record() != null) {
            byte[] record = new byte[left.record().remaining()];
            left.record().duplicate().get(record);
            disk.save(world.runId(), epoch - 1, record);
        }
        atFirst = ledger.entry(world.runId()).orElse(null);
    }

    /** Returns the state that is left behind if the process ends here. */
    Remains remains(int atTheGate, int failed) {
        ByteBuffer record = disk.read(world.runId())
                .map(bytes -> ByteBuffer.wrap(bytes).asReadOnlyBuffer())
                .orElse(null);
        return new Remains(record, cursor, atTheGate, failed | ((1 << cursor) - 1));
    }

    /** Returns the event counts that were saved before this process started. */
    EventCounts before() {
        return atFirst == null ? EventCounts.NONE : atFirst.events();
    }

    /** How many events the newest record is through with. */
    int cursor() {
        return cursor;
    }

    @Override
    public Set<RunId> runs() {
        return disk.runs();
    }

    @Override
    public Optional<byte[]> read(RunId run) {
        return disk.read(run);
    }

    @Override
    public Optional<byte[]> open(RunId run, long opened) {
        return disk.open(run, opened);
    }

    @Override
    public void save(RunId run, long saved, byte[] record) {
        disk.save(run, saved, record);
        LedgerEntry entry = ledger.entry(run).orElseThrow();
        onSaved.accept(entry);
        cursor = (int) entry.events().settled();
    }

    @Override
    public void discard(RunId run, long by) {
        throw new AssertionError("nobody gives the run up");
    }

    @Override
    public Optional<Grant> acquire(RunId run) {
        return Optional.of(new Always(epoch));
    }

    @Override
    public Optional<String> holder(RunId run) {
        return Optional.empty();
    }

    private record Always(long epoch) implements Grant {
        @Override
        public Duration term() {
            return Duration.ofDays(1);
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void release() {}
    }
}
