package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where runs stand, for a producer whose host gives it no store: known for as long as the producer is. Every run is free, for
 * nobody else knows of it. Any thread may use it.
 */
final class VolatileRuns implements CheckpointStore, RunLease {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Map<RunId, byte[]> records = new HashMap<>();
    private long lastEpoch;

    @Override
    public synchronized Set<RunId> runs() {
        return Set.copyOf(records.keySet());
    }

    @Override
    public synchronized Optional<byte[]> read(RunId run) {
        return Optional.ofNullable(records.get(run));
    }

    @Override
    public Optional<byte[]> open(RunId run, long epoch) {
        return read(run);
    }

    @Override
    public synchronized void save(RunId run, long epoch, byte[] record) {
        records.put(run, record);
    }

    @Override
    public synchronized void discard(RunId run, long epoch) {
        records.remove(run);
    }

    @Override
    public synchronized Optional<Grant> acquire(RunId run) {
        return Optional.of(new InProcessGrant(++lastEpoch));
    }

    @Override
    public Optional<String> holder(RunId run) {
        return Optional.empty();
    }

    private record InProcessGrant(long epoch) implements Grant {
        @Override
        public Duration term() {
            return FOR_EVER;
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void release() {}
    }
}
