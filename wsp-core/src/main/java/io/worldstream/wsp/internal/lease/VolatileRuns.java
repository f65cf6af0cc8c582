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
 * An in-memory checkpoint store and lease for a producer whose host supplies none. Records last as long as the
 * producer. Every lease is granted, because no other producer knows of the runs. Thread-safe.
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
