package io.worldstream.wsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryControlSource;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One run of a world whose events are at the given times, driven on a manual clock. One thread. */
final class ControlledRun implements AutoCloseable {
    private static final long FIRST_MILLIS = 1_767_225_600_000L;
    private static final Catalogue.Output OUTPUT = new Catalogue.Output(
            new OutputId("trades"),
            List.of("n"),
            List.of("gate.trades.validation"),
            "scope_seed",
            false,
            "at",
            Catalogue.TimeFormat.EPOCH_MS);

    final ManualClock clock = new ManualClock();
    final List<Long> releases = new ArrayList<>();
    final RecordingSink gate;
    final World world;
    final WorldStreamProducer producer;
    final ProducerDriver driver;
    final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    final InMemoryControlSource operator = new InMemoryControlSource();
    final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final InMemoryReadySource bus = new InMemoryReadySource();
    /** Runs off the lane's thread, once a renewal of the lease is answered. */
    Runnable atRenewal = () -> {};

    private @Nullable RunSummary summary;

    /**
     * @param atMillis the times of the events, in order, from 2026-01-01T00:00:00Z on
     * @param held whether the gate holds back its answer
     */
    ControlledRun(StreamPolicy policy, List<Long> atMillis, Predicate<RecordedPush> held) {
        List<String> rows = new ArrayList<>();
        for (long at : atMillis) {
            rows.add("{\"at\":" + (FIRST_MILLIS + at) + ",\"n\":" + rows.size() + ",\"price\":10.50}");
        }
        InMemoryOracle oracle = new InMemoryOracle();
        world = World.ofRows().output(OUTPUT, PartRows.of(rows)).putInto(oracle);
        gate = RecordingSink.builder()
                .script((push, usual) -> {
                    releases.add(clock.monotonicNanos());
                    return usual.get();
                })
                .holdWhen(held)
                .window(policy.push().maxInFlight())
                .build();
        producer = WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(gate)
                .catalogue(world.catalogue())
                .policy(policy)
                .checkpoints(store, watched())
                .control(operator)
                .listener(new StreamListener() {
                    @Override
                    public void onFinished(StreamEvent.Finished event) {
                        summary = event.summary();
                    }
                })
                .clock(clock)
                .build();
        driver = new ProducerDriver(producer, clock);
        world.announceOn(bus);
    }

    private RunLease watched() {
        return new RunLease() {
            @Override
            public Optional<Grant> acquire(RunId run) throws IOException {
                return lease.acquire(run).map(grant -> new Grant() {
                    @Override
                    public long epoch() {
                        return grant.epoch();
                    }

                    @Override
                    public Duration term() {
                        return grant.term();
                    }

                    @Override
                    public boolean renew() throws IOException {
                        boolean held = grant.renew();
                        atRenewal.run();
                        return held;
                    }

                    @Override
                    public void release() throws IOException {
                        grant.release();
                    }
                });
            }

            @Override
            public Optional<String> holder(RunId run) throws IOException {
                return lease.holder(run);
            }
        };
    }

    /** Drives the producer until the run is there; its stream starts at this instant. */
    ControlledRun started() {
        driver.turn();
        assertThat(producer.runs()).hasSize(1);
        return this;
    }

    RunControl control() {
        return producer.run(world.runId()).orElseThrow();
    }

    /** Applies an action now, and returns the answer of the next turn. */
    ControlAnswer apply(ControlAction action) {
        CompletableFuture<ControlAnswer> answer = control().apply(action).toCompletableFuture();
        driver.turn();
        return answer.getNow(new ControlAnswer.Refused(ReasonCode.DEFECT, "no answer"));
    }

    void pass(Duration time) {
        driver.pass(time);
    }

    int released() {
        return releases.size();
    }

    Optional<RunSummary> summary() {
        return Optional.ofNullable(summary);
    }

    @Override
    public void close() {
        producer.close();
        assertThat(gate.violations()).isEmpty();
    }
}
