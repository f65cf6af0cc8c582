package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine over PostgreSQL: a run that stops on one host goes on at another, where it was. */
@Tag("server")
@Timeout(300)
final class TwoHostsTest {
    private static final int EVENTS = 1_000;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world = World.bankMonth().events(EVENTS).putInto(oracle);

    @Test
    void run_stoppedOnOneHost_continuesOnAnother() throws Exception {
        JdbcDatabase database = TestServer.newDatabase();
        RecordingSink gate = RecordingSink.create();
        InMemoryReadySource ready = new InMemoryReadySource();
        world.announceOn(ready);
        // A month at this speed takes half a minute, so the run is left while it streams.
        try (WorldStreamProducer first = host("host-1", database, ready, gate, Speedup.of("86400"))) {
            first.start();
            for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
                    gate.admitted().size() < 20; ) {
                assertThat(System.nanoTime()).as("nothing is streamed").isLessThan(end);
                Thread.onSpinWait();
            }
        }
        List<RecordedPush> before = gate.admitted();
        assertThat(before).hasSizeLessThan(EVENTS);
        RunId run = world.runId();
        assertThat(new JdbcRunLease(database, Duration.ofSeconds(30), "an onlooker").holder(run))
                .isEmpty();
        assertThat(new JdbcCheckpointStore(database).runs()).containsExactly(run);

        RecordingSink next = RecordingSink.create();
        try (WorldStreamProducer second = host("host-2", database, new InMemoryReadySource(), next, Speedup.MAX)) {
            second.start();
            second.awaitIdle();
        }
        assertThat(Stream.concat(before.stream(), next.admitted().stream())
                        .map(RecordedPush::eventId)
                        .toList())
                .as("each event once")
                .hasSize(EVENTS)
                .doesNotHaveDuplicates();
        assertThat(gate.violations()).isEmpty();
        assertThat(next.violations()).isEmpty();
    }

    private WorldStreamProducer host(
            String name, JdbcDatabase database, InMemoryReadySource ready, RecordingSink gate, Speedup speedup) {
        return WorldStreamProducer.builder()
                .readySource(ready)
                .oracle(oracle)
                .ingress(gate)
                .catalogue(world.catalogue())
                .policy(StreamPolicy.defaults().withSpeedup(speedup))
                .checkpoints(
                        new JdbcCheckpointStore(database),
                        new JdbcRunLease(database, Duration.ofSeconds(30), name),
                        new JdbcDeadLetterStore(database))
                .build();
    }
}
