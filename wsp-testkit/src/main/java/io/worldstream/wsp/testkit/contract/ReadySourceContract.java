package io.worldstream.wsp.testkit.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Proves a {@link ReadySource}: the rules {@code RDY-*} of {@code docs/spec.md}. A bus may be slow and need not
 * preserve order: a message may take all of {@link #patience} to arrive.
 */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class ReadySourceContract extends Contract {
    /** The number of polls after all expected messages arrived: enough to detect a source that repeats itself. */
    private static final int FURTHER_POLLS = 8;

    private static final long PAUSE_NANOS = 1_000_000;

    /** Creates the kit. JUnit creates one instance per test; its bus is empty. */
    protected ReadySourceContract() {}

    /**
     * Publishes a message the way publishers of the bus do.
     *
     * @param name letters, digits and {@code -}; a name published before completes a message that was half written
     * @param message the whole message
     */
    protected abstract void publish(String name, byte[] message) throws Exception;

    /**
     * Opens a source over the bus. Each further call is a new start of the host: the earlier source is no longer used,
     * and whatever it did not make durable is lost.
     */
    protected abstract ReadySource open() throws Exception;

    /** Makes the bus unreadable, though it still exists. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    /**
     * Opens the source as a new start of a host that is bound to another platform run. Default: as {@link #open}, for
     * sources that know no scope.
     */
    protected ReadySource openInAnotherScope() throws Exception {
        return open();
    }

    /**
     * Returns whether the bus keeps messages across a restart. Default: true. If false, {@code RDY-03} and {@code RDY-10} are not
     * tested.
     */
    protected boolean keepsMessages() {
        return true;
    }

    @Override
    final String ruleOfReturning() {
        return "RDY-01";
    }

    @Test
    @DisplayName("RDY-01 polling an empty bus returns")
    public final void thePollOfAnEmptyBusReturns() throws Exception {
        ReadySource source = open();
        onOtherThreads(1, () -> assertEquals(Optional.empty(), source.poll(), "the poll of an empty bus"));
    }

    @Test
    @DisplayName("RDY-02 an unsettled message is not delivered twice")
    public final void aMessageThatIsNotSettledDoesNotComeTwice() throws Exception {
        publish("a", "1");
        publish("b", "2");
        ReadySource source = open();
        receive(source, "1", "2");
        publish("c", "3");
        receive(source, "3");
    }

    @Test
    @DisplayName("RDY-03 an unsettled message is delivered again after a restart")
    public final void whatWasNotSettledComesAgainAfterARestart() throws Exception {
        assumeTrue(keepsMessages(), "the bus keeps no messages across a restart");
        publish("a", "1");
        publish("b", "2");
        receive(open(), "1", "2").get(0).settle(Settlement.DONE);
        receive(open(), "2");
        receive(open(), "2");
    }

    @Test
    @DisplayName("RDY-03 refused and halted messages are delivered again after each restart")
    public final void whatWasRefusedOrHaltedComesAgainAfterEachRestart() throws Exception {
        assumeTrue(keepsMessages(), "the bus keeps no messages across a restart");
        publish("a", "refused");
        publish("b", "halted");
        for (int start = 1; start <= 3; start++) {
            List<ReadyDelivery> received = receive(open(), "refused", "halted");
            received.get(0).settle(Settlement.REFUSED);
            received.get(1).settle(Settlement.HALTED);
        }
    }

    @Test
    @DisplayName("RDY-04 settling as DONE or IGNORED is durable once settle returns")
    public final void whatIsDoneOrIgnoredIsDurablySoWhenSettleReturns() throws Exception {
        publish("a", "done");
        publish("b", "ignored");
        List<ReadyDelivery> received = receive(open(), "done", "ignored");
        received.get(0).settle(Settlement.DONE);
        received.get(1).settle(Settlement.IGNORED);
        ReadySource next = open();
        publish("c", "later");
        receive(next, "later");
    }

    @Test
    @DisplayName("RDY-04 any thread settles a delivery")
    public final void anyThreadSettles() throws Exception {
        publish("a", "1");
        publish("b", "2");
        List<ReadyDelivery> received = receive(open(), "1", "2");
        onOtherThreads(1, () -> received.get(0).settle(Settlement.DONE));
        onOtherThreads(1, () -> received.get(1).settle(Settlement.IGNORED));
        ReadySource next = open();
        publish("c", "later");
        receive(next, "later");
    }

    @Test
    @DisplayName("RDY-05 a bus that cannot be read is an exception, and polling works again once it can")
    public final void aBusThatCannotBeReadIsAnException() throws Exception {
        publish("a", "1");
        ReadySource source = open();
        cutOff();
        for (int i = 0; i < 2; i++) {
            assertThrows(WspException.class, source::poll, "a bus that cannot be read looks like an idle one");
        }
        restore();
        receive(source, "1");
    }

    @Test
    @DisplayName("RDY-06 a settled message is not delivered again by itself")
    public final void aSettledMessageDoesNotComeAgainByItself() throws Exception {
        for (Settlement settlement : Settlement.values()) {
            publish(settlement.name(), settlement.name());
        }
        ReadySource source = open();
        String[] all = Stream.of(Settlement.values()).map(Enum::name).toArray(String[]::new);
        receive(source, all).forEach(delivery -> delivery.settle(Settlement.valueOf(text(delivery))));
        publish("later", "later");
        receive(source, "later");
    }

    @Test
    @DisplayName("RDY-06 an unreadable message is delivered again once it has changed")
    public final void anUnreadableMessageComesAgainWhenItChanged() throws Exception {
        publish("a", "{\"half\":");
        ReadySource source = open();
        receive(source, "{\"half\":").get(0).settle(Settlement.UNREADABLE);
        publish("a", "{\"half\":1}");
        receive(source, "{\"half\":1}");
    }

    @Test
    @DisplayName("RDY-07 a message is delivered byte for byte")
    public final void aMessageIsItsBytes() throws Exception {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        publish("a", bytes.clone());
        String text = new String(bytes, ISO_8859_1);
        ReadyDelivery delivery = receive(open(), text).get(0);
        Arrays.fill(delivery.message(), (byte) 'x');
        assertArrayEquals(bytes, delivery.message(), "the source shares the array with the caller");
    }

    @Test
    @DisplayName("RDY-09 the topic is the same at each call and after a restart")
    public final void theTopicStays() throws Exception {
        publish("a", "1");
        ReadySource source = open();
        String topic = source.topic();
        assertFalse(topic.isBlank(), "the topic is empty");
        receive(source, "1");
        assertEquals(topic, source.topic(), "the topic after a poll");
        assertEquals(topic, open().topic(), "the topic after a restart");
    }

    @Test
    @DisplayName("RDY-10 a skipped message is delivered again to a host of another scope")
    public final void whatWasSkippedComesAgainInAnotherScope() throws Exception {
        assumeTrue(keepsMessages(), "the bus keeps no messages across a restart");
        publish("a", "skipped");
        receive(open(), "skipped").get(0).settle(Settlement.SKIPPED);
        receive(openInAnotherScope(), "skipped");
    }

    private void publish(String name, String message) throws Exception {
        publish(name, message.getBytes(ISO_8859_1));
    }

    /**
     * Receives messages and asserts that exactly the expected ones arrive, each once. Returns them in the expected
     * order.
     */
    private List<ReadyDelivery> receive(ReadySource source, String... expected) {
        List<ReadyDelivery> came = new ArrayList<>();
        long start = System.nanoTime();
        while (came.size() < expected.length
                && System.nanoTime() - start < patience().toNanos()) {
            poll(source, came);
        }
        for (int i = 0; i < FURTHER_POLLS; i++) {
            poll(source, came);
        }
        assertEquals(sorted(Stream.of(expected)), sorted(texts(came)), "the delivered messages");
        List<String> order = List.of(expected);
        return came.stream()
                .sorted(Comparator.comparing(delivery -> order.indexOf(text(delivery))))
                .toList();
    }

    private static void poll(ReadySource source, List<ReadyDelivery> came) {
        Optional<ReadyDelivery> next = source.poll();
        next.ifPresentOrElse(came::add, () -> LockSupport.parkNanos(PAUSE_NANOS));
    }

    private static Stream<String> texts(List<ReadyDelivery> deliveries) {
        return deliveries.stream().map(ReadySourceContract::text);
    }

    private static String text(ReadyDelivery delivery) {
        return new String(delivery.message(), ISO_8859_1);
    }

    private static List<String> sorted(Stream<String> texts) {
        return texts.sorted().toList();
    }
}
