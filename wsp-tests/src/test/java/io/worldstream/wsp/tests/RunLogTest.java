package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Log output of an embedded producer about a run, whatever its host's listener does. */
@ResourceLock(Resources.SYSTEM_ERR)
class RunLogTest {
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final ManualClock clock = new ManualClock();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final World world =
            Trades.world(20, 1000).pins(Trades.otherRun('e')).putInto(oracle);
    private volatile boolean gateIsDown;
    private volatile boolean gateRejects;
    private final RecordingSink gate = RecordingSink.builder()
            .script((push, usual) -> {
                if (gateRejects) {
                    return new PushOutcome.Rejected("422");
                }
                return gateIsDown ? new PushOutcome.Unavailable("503", null) : usual.get();
            })
            .build();

    /** The lines about the run at INFO and above, without time and run. */
    private List<String> logged(Consumer<SteppedProducer> host) {
        return logged(Speedup.of("1"), host);
    }

    private List<String> logged(Speedup speedup, Consumer<SteppedProducer> host) {
        return logged(StreamPolicy.defaults().withSpeedup(speedup), host);
    }

    private List<String> logged(StreamPolicy policy, Consumer<SteppedProducer> host) {
        return allLogged(policy, host).stream()
                .filter(line -> line.contains("run " + world.runId()))
                .map(line -> line.replace("run " + world.runId(), "run"))
                .toList();
    }

    /** All lines at INFO and above, without time. */
    private List<String> allLogged(StreamPolicy policy, Consumer<SteppedProducer> host) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (SteppedProducer wsp = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                policy.withCheckpoint(new CheckpointPolicy(100, Duration.ofHours(1), Duration.ofSeconds(30))),
                clock,
                settings -> settings.checkpoints(store, lease))) {
            host.accept(wsp);
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^\\S+ ", ""))
                .toList();
    }

    @Test
    void run_atMax_hasNoLateness() {
        List<String> lines = logged(Speedup.MAX, wsp -> wsp.run(world, bus));
        assertThat(lines.get(3)).startsWith("INFO run: COMPLETED").endsWith(" 0 retries");
    }

    @Test
    void run_completes_isFourLinesAtInfo() {
        List<String> lines = logged(wsp -> wsp.run(world, bus));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .isEqualTo("INFO run: accepted, message \"" + world.messageId() + "\", facts view \""
                        + world.factsViewRef() + "\"");
        assertThat(lines.get(1))
                .matches("INFO run: plan [0-9a-f]{64}, traffic \\[trades], context \\[],"
                        + " never streamed \\[s4_\\*]");
        assertThat(lines.get(2)).isEqualTo("INFO run: streaming up to 20 events, 0 of them settled before");
        assertThat(lines.get(3))
                .isEqualTo("INFO run: COMPLETED, 20 of 20 events settled (20 admitted, 0 duplicate, 0 quarantined,"
                        + " 0 dead-lettered), 0 retries, lateness p99 0 us");
    }

    @Test
    void ready_ofAnotherPlatformRun_isOneLineAtInfo() {
        World second = Trades.world(20, 1000)
                .pins(Trades.otherRun('e'))
                .contract(EnvelopeContract.V1)
                .putInto(new InMemoryOracle());
        StreamPolicy bound = StreamPolicy.defaults()
                .withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1))
                .withAdmission(admission -> admission.withPlatformRunId("platform_20300101T000000Z"));
        List<String> lines = logged(bound, wsp -> wsp.run(second, bus));
        assertThat(lines)
                .containsExactly("INFO run: SKIPPED (RUN_NOT_ALLOWED): its platform run is \""
                        + second.pins().platformRunId()
                        + "\", but security.platform_run_id binds this host to \"platform_20300101T000000Z\"");
    }

    @Test
    void run_stoppedAndResumed_endsEachTimeInOneLine() {
        List<String> lines = logged(wsp -> {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(5_500));
            wsp.control(world).stop();
            wsp.turn();
            wsp.resumeHalted();
            wsp.turn();
            wsp.runToEnd();
        });
        assertThat(lines).hasSize(9);
        assertThat(lines.get(3))
                .isEqualTo("INFO run: stop takes effect after 6 events, at event time 2026-01-01T00:00:05.500Z");
        assertThat(lines.get(4)).startsWith("INFO run: stopped, 6 of 20 events settled (6 admitted,");
        assertThat(lines.get(7)).endsWith("streaming up to 20 events, 6 of them settled before");
        assertThat(lines.get(8)).startsWith("INFO run: COMPLETED, 20 of 20");
    }

    @Test
    void gate_isAwayForAWhile_isOneWarningAndItsEnd() {
        List<String> lines = logged(wsp -> {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(5_500));
            gateIsDown = true;
            wsp.pass(Duration.ofSeconds(30));
            gateIsDown = false;
            wsp.runToEnd();
        });
        assertThat(lines).hasSize(6);
        assertThat(lines.get(3)).matches("WARN run: the gate has settled no event since \\S+Z \\(.*503.*");
        assertThat(lines.get(4)).isEqualTo("INFO run: the gate settles events again");
    }

    @Test
    void run_halts_isAWarningWithPlaceAndCause() {
        List<String> lines = logged(wsp -> {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(5_500));
            gateRejects = true;
            wsp.runToEnd();
        });
        assertThat(lines).hasSize(5);
        assertThat(lines.get(3))
                .startsWith("WARN run: halts at stream#event=7, INGRESS_REJECTED: at event 7 of the stream");
        assertThat(lines.get(4)).startsWith("INFO run: HALTED (INGRESS_REJECTED), 6 of 20 events settled");
    }

    @Test
    void completion_cannotBeSaved_isAWarningWithTheCause() {
        List<String> lines = logged(wsp -> {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(5_500));
            store.setUnavailable(true);
            wsp.runToEnd();
        });
        assertThat(lines).hasSize(6);
        assertThat(lines.get(3))
                .startsWith("WARN run: its last record could not be saved, CHECKPOINT_UNAVAILABLE: the");
        assertThat(lines.get(4))
                .startsWith("WARN run: halts at checkpoint, CHECKPOINT_UNAVAILABLE: the checkpoint could not be");
        assertThat(lines.get(5)).startsWith("INFO run: HALTED (CHECKPOINT_UNAVAILABLE), 20 of 20 events settled");
    }

    /** The ledger does not show the halt, so that its READY stays on the bus. */
    @Test
    void halt_cannotBeSaved_isAWarningToo() {
        List<String> lines = logged(wsp -> {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(5_500));
            store.setUnavailable(true);
            gateRejects = true;
            wsp.runToEnd();
            assertThat(bus.settlement(world.messageId())).contains(Settlement.HALTED);
            assertThat(wsp.heard.of(RunEvent.Halted.class)).hasSize(1);
        });
        assertThat(lines).hasSize(6);
        assertThat(lines.get(3)).startsWith("WARN run: halts at stream#event=7, INGRESS_REJECTED");
        assertThat(lines.get(4))
                .startsWith("WARN run: its last record could not be saved, CHECKPOINT_UNAVAILABLE: the");
    }

    @Test
    void ready_isADuplicate_isOneLine() {
        List<String> lines = logged(wsp -> {
            wsp.run(world, bus);
            bus.publish("again", world.readyMessage());
            wsp.pass(Duration.ofSeconds(1));
        });
        assertThat(lines).hasSize(5);
        assertThat(lines.get(4)).isEqualTo("INFO run: DUPLICATE");
    }

    @Test
    void bus_cannotBeRead_isOneWarningThatSaysItOnce() {
        List<String> lines = allLogged(StreamPolicy.defaults(), wsp -> {
            bus.failNextPolls(3);
            world.announceOn(bus);
            wsp.runToEnd();
        });
        assertThat(lines.stream().filter(line -> line.startsWith("WARN")))
                .containsExactly(
                        "WARN polling for READYs again after OBJECT_UNREADABLE: the bus cannot be read, as scripted");
    }

    @Test
    void lease_lost_isOneWarning() {
        List<String> lines = logged(wsp -> {
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(5_500));
            lease.takeAway(world.runId());
            wsp.pass(Duration.ofSeconds(10));
            wsp.runToEnd();
        });
        assertThat(lines.stream().filter(line -> line.startsWith("WARN")))
                .singleElement()
                .asString()
                .startsWith("WARN run: halts at stream#event=")
                .contains("LEASE_LOST");
        assertThat(lines).contains("INFO run: this host resumes it once its lease is free");
    }
}
