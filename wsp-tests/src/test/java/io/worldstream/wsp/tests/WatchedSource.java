package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import java.util.Optional;
import java.util.Set;

/**
 * A bus that notes which threads settle.
 *
 * @param bus the bus
 * @param settling the threads; safe from any thread
 */
record WatchedSource(ReadySource bus, Set<Thread> settling) implements ReadySource {
    @Override
    public Optional<ReadyDelivery> poll() {
        return bus.poll().map(Watched::new);
    }

    private final class Watched implements ReadyDelivery {
        private final ReadyDelivery delivery;

        Watched(ReadyDelivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public String name() {
            return delivery.name();
        }

        @Override
        public byte[] message() {
            return delivery.message();
        }

        @Override
        public void settle(Settlement settlement) {
            settling.add(Thread.currentThread());
            delivery.settle(settlement);
        }
    }
}
