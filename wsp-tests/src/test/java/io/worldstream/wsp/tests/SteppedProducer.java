package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.RunControl;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.Speedup;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.InMemoryReadySource;
import io.worldstream.wsp.testkit.ManualClock;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A producer that a test drives step by step under a manual clock: no threads, no waiting. */
final class SteppedProducer implements AutoCloseable {
    static final StreamPolicy AS_FAST_AS_CAN_BE = StreamPolicy.defaults().withSpeedup(Speedup.MAX);

    final ManualClock clock;
    final HeardEvents heard = new HeardEvents();
    private final WorldStreamProducer wsp;

    SteppedProducer(ReadySource bus, OracleReader oracle, Catalogue catalogue, IngressSink sink, StreamPolicy policy) {
        this(bus, oracle, catalogue, sink, policy, settings -> settings);
    }

    SteppedProducer(
            ReadySource bus,
            OracleReader oracle,
            Catalogue catalogue,
            IngressSink sink,
            StreamPolicy policy,
            UnaryOperator<WorldStreamProducer.Builder> settings) {
        this(bus, oracle, catalogue, sink, policy, new ManualClock(), settings);
    }

    /** @param clock which others may go by too */
    SteppedProducer(
            ReadySource bus,
            OracleReader oracle,
            Catalogue catalogue,
            IngressSink sink,
            StreamPolicy policy,
            ManualClock clock,
            UnaryOperator<WorldStreamProducer.Builder> settings) {
        this.clock = clock;
        wsp = settings.apply(WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(catalogue)
                        .policy(policy)
                        .listener(heard)
                        .clock(clock)
                        .jitterSeed(1))
                .build();
    }

    /** Turns until there is nothing to do at this instant. */
    void turn() {
        int turns = 0;
        while (wsp.doWork() > 0) {
            assertThat(++turns).as("the engine works without end").isLessThan(1_000_000);
        }
    }

    /** Turns, and passes so much time in one leap. */
    void turnAfter(Duration time) {
        clock.advance(time);
        turn();
    }

    /** Turns at every instant at which the engine asks for it, until so much time has passed. */
    void pass(Duration time) {
        long end = clock.monotonicNanos() + time.toNanos();
        turn();
        while (clock.monotonicNanos() < end) {
            clock.advanceNanos(Math.min(Math.max(wsp.nanosToNextWork(), 1), end - clock.monotonicNanos()));
            turn();
        }
    }

    /** Leaps from one instant that matters to the next, until no run is active. */
    void runToEnd() {
        turn();
        for (int leaps = 0; !wsp.runs().isEmpty(); leaps++) {
            assertThat(leaps).as("a run does not end").isLessThan(2_000_000);
            clock.advanceNanos(Math.max(wsp.nanosToNextWork(), 1));
            turn();
        }
    }

    /** Leaps likewise until no run is active and the bus has nothing more. */
    void runToEndOfBus() {
        do {
            runToEnd();
            pass(Duration.ofMillis(200));
        } while (!wsp.runs().isEmpty());
    }

    /** The runs that are active. */
    List<RunId> runs() {
        return wsp.runs().stream().map(RunControl::runId).toList();
    }

    /** Announces a world, runs it to its end and gives its summary. */
    RunSummary run(World world, InMemoryReadySource bus) {
        int before = heard.finished.size();
        world.announceOn(bus);
        pass(Duration.ofMillis(100));
        runToEnd();
        assertThat(heard.finished).hasSize(before + 1);
        return heard.finished.get(before);
    }

    /** Has runs go on that halted. */
    void resumeHalted() {
        wsp.resumeHalted();
    }

    RunControl control(World world) {
        return wsp.run(world.runId()).orElseThrow();
    }

    boolean active() {
        return !wsp.runs().isEmpty();
    }

    @Override
    public void close() {
        wsp.close();
    }
}
