package io.worldstream.wsp.testkit;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control bus in memory (contracts 1). Messages come in the order in which they were published; what became of each is
 * recorded. It keeps what was not finally settled, so {@link #restart} offers that again.
 *
 * <p>A caller that settles a delivery twice breaks {@code RDY-04}: it gets an {@link IllegalStateException}, and {@link
 * #violations} says so. Any thread may use it.
 */
public final class InMemoryReadySource implements ReadySource {
    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final Deque<Message> queue = new ArrayDeque<>();
    private final List<Settled> settlements = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int pollFailures;
    private int settleFailures;

    /** An empty bus. */
    public InMemoryReadySource() {}

    /**
     * Publishes a message.
     *
     * @param name its name in the bus's own terms
     * @param message its bytes
     * @throws IllegalStateException if the name is taken, unless the message of that name was {@link
     *     ReadyDelivery.Settlement#UNREADABLE}: then this is the rest of a half-written one
     */
    public synchronized void publish(String name, byte[] message) {
        Message known = messages.get(name);
        if (known != null && known.settlement != ReadyDelivery.Settlement.UNREADABLE) {
            throw new IllegalStateException("a publisher never writes a name twice: " + LogText.quote(name));
        }
        Message published = new Message(name, message.clone());
        messages.put(name, published);
        queue.add(published);
    }

    /**
     * Delivers a settled message once more, as an at-least-once bus may.
     *
     * @throws IllegalStateException if there is no such message or it is not settled ({@code RDY-02})
     */
    public synchronized void redeliver(String name) {
        Message message = messages.get(name);
        if (message == null || message.settlement == null) {
            throw new IllegalStateException("not a settled message: " + LogText.quote(name));
        }
        message.settlement = null;
        queue.add(message);
    }

    /** Makes the next polls fail, as when the bus cannot be reached ({@code RDY-05}). */
    public synchronized void failNextPolls(int count) {
        pollFailures = count;
    }

    /** Makes the next settlements fail: they are not recorded, and the messages come again after a restart. */
    public synchronized void failNextSettlements(int count) {
        settleFailures = count;
    }

    /**
     * What a new start of the host sees ({@code RDY-03}): every message that is not {@link ReadyDelivery.Settlement#DONE}
     * or {@link ReadyDelivery.Settlement#IGNORED}, in the order of publishing.
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

    /** What became of the messages, in the order of settling. */
    public synchronized List<Settled> settlements() {
        return List.copyOf(settlements);
    }

    /** What became of a message last; empty if there is no such message or it is not settled. */
    public synchronized Optional<ReadyDelivery.Settlement> settlement(String name) {
        Message message = messages.get(name);
        return message == null ? Optional.empty() : Optional.ofNullable(message.settlement);
    }

    /** How many messages wait to be polled. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** How callers broke the rules; empty if they did not. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * One settlement.
     *
     * @param name the message
     * @param settlement what became of it
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

        /** A new object: a delivery of the previous life that is settled late must not pass for one of this life. */
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
