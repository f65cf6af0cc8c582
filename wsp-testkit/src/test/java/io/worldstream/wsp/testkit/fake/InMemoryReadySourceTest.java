package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InMemoryReadySourceTest {
    private final InMemoryReadySource source = new InMemoryReadySource();

    @Test
    void deliversInOrderAndOnlyOnce() {
        publish("a", "b");
        assertThat(drain()).extracting(ReadyDelivery::name).containsExactly("a", "b");
        assertThat(source.poll()).isEmpty();
    }

    @Test
    void messagesAreCopies() {
        byte[] bytes = {1, 2};
        source.publish("a", bytes);
        bytes[0] = 9;
        ReadyDelivery delivery = source.poll().orElseThrow();
        delivery.message()[1] = 9;
        assertThat(delivery.message()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Settlement.class)
    void restartOffersAgainWhatIsNotFinal(Settlement settlement) {
        publish("a");
        drain().get(0).settle(settlement);
        assertThat(source.settlement("a")).contains(settlement);
        source.restart();
        boolean finished = settlement == Settlement.DONE || settlement == Settlement.IGNORED;
        assertThat(drain()).hasSize(finished ? 0 : 1);
    }

    @Test
    void restartOffersAgainWhatIsUnsettledAndALateSettlementDoesNotCount() {
        publish("a");
        ReadyDelivery zombie = drain().get(0);
        source.restart();
        zombie.settle(Settlement.DONE);
        assertThat(source.settlement("a")).isEmpty();
        assertThat(drain()).hasSize(1);
    }

    @Test
    void onlyAnUnreadableMessageMayBeWrittenAgain() {
        publish("a");
        assertThatIllegalStateException().isThrownBy(() -> publish("a"));
        drain().get(0).settle(Settlement.UNREADABLE);
        publish("a");
        drain().get(0).settle(Settlement.DONE);
        assertThatIllegalStateException().isThrownBy(() -> publish("a"));
        assertThat(source.settlements())
                .extracting(InMemoryReadySource.Settled::settlement)
                .containsExactly(Settlement.UNREADABLE, Settlement.DONE);
    }

    @Test
    void redeliversASettledMessage() {
        publish("a");
        ReadyDelivery first = drain().get(0);
        assertThatIllegalStateException().isThrownBy(() -> source.redeliver("a"));
        first.settle(Settlement.DONE);
        source.redeliver("a");
        assertThat(drain()).hasSize(1);
    }

    @Test
    void settlingTwiceIsAViolation() {
        publish("a");
        ReadyDelivery delivery = drain().get(0);
        delivery.settle(Settlement.DONE);
        assertThatIllegalStateException().isThrownBy(() -> delivery.settle(Settlement.DONE));
        assertThat(source.violations()).singleElement().asString().contains("RDY-04");
    }

    @Test
    void failsOnRequest() {
        publish("a");
        source.failNextPolls(1);
        assertThatExceptionOfType(WspException.class).isThrownBy(source::poll);
        ReadyDelivery delivery = source.poll().orElseThrow();
        source.failNextSettlements(1);
        assertThatExceptionOfType(WspException.class).isThrownBy(() -> delivery.settle(Settlement.DONE));
        assertThat(source.settlements()).isEmpty();
        source.restart();
        assertThat(source.waiting()).isEqualTo(1);
    }

    private void publish(String... names) {
        for (String name : names) {
            source.publish(name, new byte[] {1});
        }
    }

    private List<ReadyDelivery> drain() {
        List<ReadyDelivery> deliveries = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            deliveries.add(next.get());
        }
        return deliveries;
    }
}
