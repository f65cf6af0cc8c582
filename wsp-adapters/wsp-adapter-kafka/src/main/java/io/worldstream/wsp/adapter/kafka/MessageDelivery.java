package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReadyDelivery;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A message that the engine holds until it settles it, once. */
abstract class MessageDelivery implements ReadyDelivery {
    final Message message;
    private final AtomicBoolean settled = new AtomicBoolean();

    MessageDelivery(Message message) {
        this.message = message;
    }

    /** Records a settlement; called once. */
    abstract void record(Settlement settlement);

    @Override
    public final String name() {
        return message.name();
    }

    @Override
    public final byte[] message() {
        return message.payload().bytes();
    }

    @Override
    public final Optional<String> unreadable() {
        return message.payload().unreadable();
    }

    @Override
    public final void settle(Settlement settlement) {
        if (!settled.compareAndSet(false, true)) {
            throw new IllegalStateException("settled twice: " + name());
        }
        record(settlement);
    }
}
