package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.testkit.world.ControlBus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory control bus (contracts 1). It delivers messages in the order of publication and records how each is
 * settled. {@link #restart} redelivers every message without a final settlement.
 *
 * <p>Settling a delivery twice violates {@code RDY-04}: the caller gets an {@link IllegalStateException}, and
 * {@link #violations} reports it. Any thread may use it.
 */
public final class InMemoryReadySource implements ReadySource, ControlBus {
    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final Deque<Message> queue = new ArrayDeque<>();
    private final List<Settled> settlements = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int pollFailures;
    private int settleFailures;

    /** Creates an empty bus. */
    public InMemoryReadySource() {}

    /**
     * Publishes a message.
     *
     * @param name the message's name in the bus's own terms
     * @param message the message's bytes; copied
     * @throws IllegalStateException if the name is taken, unless that message was settled as
     *     {@link ReadyDelivery.Settlement#UNREADABLE}: the new message then completes a half-written one
     */
    @Override
    public synchronized void publish(String name, byte[] message) {
        Message known = messages.get(name);
        if (known != null && known.settlement != ReadyDelivery.Settlement.UNREADABLE) {
            throw new IllegalStateException("a message of this name is already published: " + LogText.quote(name));
        }
        Message published = new Message(name, message.clone());
        messages.put(name, published);
        queue.add(published);
    }

    /**
     * Delivers a settled message again, as an at-least-once bus may.
     *
     * @throws IllegalStateException if the message does not exist or is not settled ({@code RDY-02})
     */
    public synchronized void redeliver(String name) {
        Message message = messages.get(name);
        if (message == null || message.settlement == null) {
            throw new IllegalStateException("no settled message has this name: " + LogText.quote(name));
        }
        message.settlement = null;
        queue.add(message);
    }

    /** Makes the next {@code count} polls fail, like an unreachable bus ({@code RDY-05}). */
    public synchronized void failNextPolls(int count) {
        pollFailures = count;
    }

    /**
     * Makes the next {@code count} settlements fail. They are not recorded, and the messages are redelivered after a
     * restart.
     */
    public synchronized void failNextSettlements(int count) {
        settleFailures = count;
    }

    /**
     * Simulates a new start of the host ({@code RDY-03}): redelivers every message that is not settled as
     * {@link ReadyDelivery.Settlement#DONE} or {@link ReadyDelivery.Settlement#IGNORED}, in the order of publication.
     */
    public synchronized void restart() {
        queue.clear();
        messages.replaceAll((name, message) -> message.isFinal() ? message : message.reborn());
        messages.values().stream().filter(message -> !message.isFinal()).forEach(queue::add);
    }

    @Override
    public synchronized Optional<ReadyDelivery> poll() {
        if (pollFailures > 0) {
            pollFailures--;
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, "the bus cannot be read, as scripted");
        }
        Message next = queue.poll();
        return next == null ? Optional.empty() : Optional.of(new Delivery(next));
    }

    /** Returns all recorded settlements, in the order of settling. */
    public synchronized List<Settled> settlements() {
        return List.copyOf(settlements);
    }

    /** Returns the last settlement of a message; empty if the message does not exist or is not settled. */
    public synchronized Optional<ReadyDelivery.Settlement> settlement(String name) {
        Message message = messages.get(name);
        return message == null ? Optional.empty() : Optional.ofNullable(message.settlement);
    }

    /** Returns the number of messages waiting to be polled. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** Returns the rule violations by callers; empty if there are none. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * A recorded settlement.
     *
     * @param name the name of the message
     * @param settlement its settlement
     */
    public record Settled(String name, ReadyDelivery.Settlement settlement) {}

    private synchronized void settle(Delivery delivery, ReadyDelivery.Settlement settlement) {
        Message message = delivery.message;
        if (delivery.settled) {
            String violation = "RDY-04: " + LogText.quote(message.name) + " was settled twice";
            violations.add(violation);
            throw new IllegalStateException(violation);
        }
        delivery.settled = true;
        if (settleFailures > 0) {
            settleFailures--;
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, "the settlement cannot be recorded, as scripted");
        }
        settlements.add(new Settled(message.name, settlement));
        if (message.successor == null) {
            message.settlement = settlement;
        }
    }

    private static final class Message {
        private final String name;
        private final byte[] bytes;
        private ReadyDelivery.@Nullable Settlement settlement;
        private @Nullable Message successor;

        Message(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        boolean isFinal() {
            return settlement == ReadyDelivery.Settlement.DONE || settlement == ReadyDelivery.Settlement.IGNORED;
        }

        /**
         * Creates a new object, so that a late settlement of a delivery from before the restart does not apply to the
         * redelivered message.
         */
        Message reborn() {
            successor = new Message(name, bytes);
            return successor;
        }
    }

    private final class Delivery implements ReadyDelivery {
        private final Message message;
        private boolean settled;

        Delivery(Message message) {
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
            InMemoryReadySource.this.settle(this, settlement);
        }
    }
}
