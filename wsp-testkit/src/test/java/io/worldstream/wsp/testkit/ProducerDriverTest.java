package io.worldstream.wsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProducerDriverTest {
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final World world = World.bankMonth().events(100).putInto(oracle);
    private final ManualClock clock = new ManualClock();
    private RecordingSink sink = RecordingSink.builder().build();
    private WorldStreamProducer producer = producer("1e6");

    private WorldStreamProducer producer(String speed) {
        return WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(sink)
                .catalogue(world.catalogue())
                .policy(StreamPolicy.defaults().withSpeedup(Speedup.of(speed)))
                .clock(clock)
                .build();
    }

    @AfterEach
    void close() {
        producer.close();
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }

    @Test
    void run_aWorld_streamsItToItsEnd() {
        new ProducerDriver(producer, clock).run(world, bus);
        assertThat(sink.admitted()).hasSize(100);
        assertThat(producer.runs()).isEmpty();
    }

    @Test
    void pass_halfTheMonth_streamsHalfOfIt() {
        ProducerDriver driver = new ProducerDriver(producer, clock);
        world.announceOn(bus);
        driver.pass(Duration.ofSeconds(1));
        assertThat(sink.admitted()).hasSizeBetween(1, 99);
        assertThat(clock.monotonicNanos()).isEqualTo(1_000_000_000);
    }

    @Test
    void runToEnd_answerHeldBack_saysWhatIsInFlight() {
        sink = RecordingSink.builder().holdAll().build();
        producer.close();
        producer = producer("1e6");
        ProducerDriver driver = new ProducerDriver(producer, clock, 5_000);
        assertThatThrownBy(() -> driver.run(world, bus))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no end after 5000 turns")
                .hasMessageContaining("run " + world.runId() + " is STREAMING, 1 in flight")
                .hasMessageContaining("speed 1000000");
    }

    @Test
    void runToEnd_tooSlow_saysHowFarItIs() {
        producer.close();
        producer = producer("1");
        ProducerDriver driver = new ProducerDriver(producer, clock, 5_000);
        assertThatThrownBy(() -> driver.run(world, bus))
                .hasMessageContaining("is STREAMING, 0 in flight")
                .hasMessageContaining("planned=100")
                .hasMessageContaining("speed 1");
    }

    @Test
    void new_withoutTurns_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProducerDriver(producer, clock, 0));
    }
}
