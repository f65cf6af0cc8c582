package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contracts 1: the source names its topic, and the engine goes by it. */
class ReadyTopicTest {
    private static final String TOPIC = "another.topic";

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();

    @Test
    void poll_readyOfTheSourcesTopic_isStreamed() {
        World world = Trades.world(5, 1000)
                .editMessage(message -> message.put("topic", TOPIC))
                .putInto(oracle);
        run(world, new OfTopic(bus));
        assertThat(sink.admitted()).hasSize(5);
        assertThat(bus.settlements())
                .allSatisfy(settled -> assertThat(settled.settlement()).isEqualTo(Settlement.DONE));
    }

    @Test
    void poll_readyOfAnotherTopic_isIgnored() {
        World world = Trades.world(5, 1000).putInto(oracle);
        run(world, new OfTopic(bus));
        assertThat(sink.pushes()).isEmpty();
        assertThat(bus.settlements())
                .singleElement()
                .satisfies(settled -> assertThat(settled.settlement()).isEqualTo(Settlement.IGNORED));
    }

    private void run(World world, ReadySource source) {
        try (SteppedProducer wsp =
                new SteppedProducer(source, oracle, world.catalogue(), sink, SteppedProducer.AS_FAST_AS_CAN_BE)) {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(100));
            wsp.runToEnd();
        }
    }

    /** A bus with a topic of its own. */
    private record OfTopic(ReadySource bus) implements ReadySource {
        @Override
        public Optional<ReadyDelivery> poll() {
            return bus.poll();
        }

        @Override
        public String topic() {
            return TOPIC;
        }
    }
}
