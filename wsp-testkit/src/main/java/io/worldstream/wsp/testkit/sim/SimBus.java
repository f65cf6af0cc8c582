package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The control bus, which is at-least-once: it repeats, delays, reorders and fails. It does not deliver a message with a
 * final settlement to a new process, but delivers any other (RDY-03). One thread.
 */
final class SimBus {
    private static final long LONGEST_DELAY_NANOS = 5_000_000_000L;

    private final SimScheduler time;
    private final SimRates rates;
    private final SimTrace trace;
    private final SimChecks checks;
    private final boolean durable;
    private final List<Message> messages = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** @param durable whether hosts save their runs; if not, only messages of complete runs may be forgotten */
    SimBus(SimScheduler time, SimRates rates, SimTrace trace, SimChecks checks, boolean durable) {
        this.durable = durable;
        this.time = time;
        this.rates = rates;
        this.trace = trace;
        this.checks = checks;
    }

    /**
     * Publishes a message, which each running process receives at its own time.
     *
     * @param run the run that the message announces, or null if it is no READY
     */
    void publish(String name, @Nullable RunId run, byte[] bytes) {
        Message message = new Message(name, run, bytes, messages.size());
        messages.add(message);
        subscriptions.forEach(subscription -> subscription.offer(message));
    }

    /** Delivers a message once, to one process. */
    void tell(Subscription subscription, String name, RunId run, byte[] bytes) {
        subscription.offer(new Message(name, run, bytes, -1));
    }

    /** Subscribes a process, from its start on. */
    Subscription connect(SimProcess process) {
        Subscription subscription = new Subscription(process);
        subscriptions.add(subscription);
        messages.stream().filter(message -> !message.settledForGood).forEach(subscription::offer);
        return subscription;
    }

    private static final class Message {
        private final String name;
        private final @Nullable RunId run;
        private final byte[] bytes;
        private final int number;
        private boolean settledForGood;

        Message(String name, @Nullable RunId run, byte[] bytes, int number) {
            this.name = name;
            this.run = run;
            this.bytes = bytes;
            this.number = number;
        }
    }

    /** The bus as seen by one process. */
    final class Subscription implements ReadySource {
        private final SimProcess process;
        private final List<Offer> offers = new ArrayList<>();

        Subscription(SimProcess process) {
            this.process = process;
        }

        @Override
        public Optional<ReadyDelivery> poll() {
            if (rates.hits(SimFault.BUS_ERROR)) {
                throw new WspException(ReasonCode.OBJECT_UNREADABLE, "the bus cannot be read now");
            }
            for (int i = 0; i < offers.size(); i++) {
                if (offers.get(i).atNanos <= time.nowNanos()) {
                    Message message = offers.remove(i).message;
                    trace.step(Step.POLL, process.number(), message.number, 0);
                    if (message.run != null) {
                        process.onDelivered(message.run);
                    }
                    return Optional.of(new Delivery(process, message));
                }
            }
            return Optional.empty();
        }

        /** Returns whether the bus has more messages for the process. */
        boolean more() {
            return !offers.isEmpty();
        }

        private void offer(Message message) {
            offers.add(new Offer(message, time.nowNanos() + delay()));
            if (rates.hits(SimFault.BUS_DUPLICATE)) {
                offers.add(new Offer(message, time.nowNanos() + delay()));
            }
        }

        private long delay() {
            return rates.hits(SimFault.BUS_DELAY) ? rates.spread(1_000_000, LONGEST_DELAY_NANOS) : 0;
        }
    }

    private record Offer(Message message, long atNanos) {}

    private final class Delivery implements ReadyDelivery {
        private final SimProcess process;
        private final Message message;
        private boolean settled;

        Delivery(SimProcess process, Message message) {
            this.process = process;
            this.message = message;
        }

        @Override
        public String name() {
            return message.name;
        }

        @Override
        public byte[] message() {
            return message.bytes.clone();
        }

        @Override
        public void settle(Settlement settlement) {
            if (settled) {
                checks.broken("I13", message.name + " was settled twice");
            }
            settled = true;
            trace.step(Step.SETTLE, process.number(), message.number, SimTrace.code(settlement));
            process.onSettled(settlement);
            if (rates.hits(SimFault.BUS_ERROR)) {
                throw new WspException(ReasonCode.OBJECT_UNREADABLE, "the settlement cannot be recorded now");
            }
            boolean forGood = settlement == Settlement.DONE && (durable || checks.completed());
            message.settledForGood |= forGood || settlement == Settlement.IGNORED;
        }
    }
}
