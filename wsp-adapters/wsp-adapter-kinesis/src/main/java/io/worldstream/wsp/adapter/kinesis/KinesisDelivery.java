package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.ReadyDelivery;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A message of the stream, lent to the engine. Any thread may settle it. */
final class KinesisDelivery implements ReadyDelivery {
    private final String stream;
    private final StreamRecord record;
    private final Positions positions;
    private final AtomicBoolean settled = new AtomicBoolean();

    KinesisDelivery(String stream, StreamRecord record, Positions positions) {
        this.stream = stream;
        this.record = record;
        this.positions = positions;
    }

    @Override
    public String name() {
        return stream + "/" + record.shard() + "/" + record.sequence();
    }

    @Override
    public byte[] message() {
        return record.message();
    }

    @Override
    public Optional<String> unreadable() {
        return Optional.ofNullable(record.unreadable());
    }

    @Override
    public void settle(Settlement settlement) {
        if (!settled.compareAndSet(false, true)) {
            throw new IllegalStateException("settled twice: " + name());
        }
        positions.settle(record.shard(), record.sequence(), settlement);
    }

    int size() {
        return record.size();
    }

    /** Returns whether another host has settled the message since it was read; it is then not delivered. */
    boolean isSettledElsewhere() {
        boolean known = positions.isSettled(record.shard(), record.sequence());
        if (known) {
            forget();
        }
        return known;
    }

    /** Makes the source forget the message, which it otherwise remembers until it is settled. */
    void forget() {
        positions.drop(record.shard(), record.sequence());
    }
}
