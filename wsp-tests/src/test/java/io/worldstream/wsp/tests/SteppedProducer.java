package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.ProducerDriver;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A producer that a test drives step by step under a manual clock: no threads, no waiting. */
final class SteppedProducer implements AutoCloseable {
    private static final int MOST_TURNS = 4_000_000;

    static final StreamPolicy AS_FAST_AS_CAN_BE = StreamPolicy.defaults().withSpeedup(Speedup.MAX);

    final ManualClock clock;
    final HeardEvents heard = new HeardEvents();
    private final WorldStreamProducer wsp;
    private final ProducerDriver driver;

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
        driver = new ProducerDriver(wsp, clock, MOST_TURNS);
    }

    /** Turns until there is nothing to do at this instant. */
    void turn() {
        driver.turn();
    }

    /** Returns the nanoseconds until the engine asks to be turned again. */
    long nanosToNextWork() {
        return wsp.nanosToNextWork();
    }

    /** Turns, and passes so much time in one leap. */
    void turnAfter(Duration time) {
        clock.advance(time);
        turn();
    }

    /** Turns at every instant at which the engine asks for it, until so much time has passed. */
    void pass(Duration time) {
        driver.pass(time);
    }

    /** Leaps from one instant that matters to the next, until no run is active. */
    void runToEnd() {
        driver.runToEnd();
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
        driver.run(world, bus);
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
