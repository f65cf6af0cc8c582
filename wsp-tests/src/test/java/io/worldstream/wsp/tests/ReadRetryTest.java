package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the engine reads: patiently (ORC-07), through few handles, and no longer than anybody wants the bytes. */
@Timeout(120)
class ReadRetryTest {
    private static final StreamPolicy PATIENT = SteppedProducer.AS_FAST_AS_CAN_BE;
    private static final StreamPolicy IMPATIENT = PATIENT.withRead(read -> read.withRetryBudget(Duration.ZERO));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final WatchedOracle watched = new WatchedOracle(oracle);
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final World world = Trades.world(overlapping(5)).putInto(oracle);

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(oracle.stillOpen()).isZero();
        assertThat(watched.stillOpen()).isZero();
    }

    /** Parts in order, all of which span the whole time. */
    private static PartRows[] overlapping(int parts) {
        return IntStream.range(0, parts)
                .mapToObj(part -> PartRows.of(IntStream.range(0, 200)
                        .mapToObj(row -> Trades.row(row * parts + part, 1_000))
                        .toList()))
                .toArray(PartRows[]::new);
    }

    private RunSummary run(WatchedOracle reader, StreamPolicy policy, int maxOpenParts) {
        InMemoryReadySource source = new InMemoryReadySource();
        RecordingSink sink = RecordingSink.builder().window(1).build();
        try (SteppedProducer wsp = new SteppedProducer(
                source, reader, world.catalogue(), sink, policy, settings -> settings.maxOpenParts(maxOpenParts))) {
            return wsp.run(world, source);
        }
    }

    @Test
    void oneTransientError_whereverItComes_endsNoRun() {
        WatchedOracle quiet = new WatchedOracle(oracle);
        RunSummary sound = run(quiet, IMPATIENT, 256);
        assertThat(sound.status()).isEqualTo(ReadyDisposition.COMPLETED);
        List<ReasonCode> impatient = new ArrayList<>();
        for (int call = 1; call <= quiet.calls(); call++) {
            int failing = call;
            RunSummary patient = run(new WatchedOracle(oracle).failing(each -> each == failing), PATIENT, 256);
            assertThat(patient.status()).as("call %d failed once", call).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(patient.streamDigest()).isEqualTo(sound.streamDigest());
            RunSummary without = run(new WatchedOracle(oracle).failing(each -> each == failing), IMPATIENT, 256);
            assertThat(without.status()).as("call %d, no budget", call).isNotEqualTo(ReadyDisposition.COMPLETED);
            impatient.add(without.reason());
        }
        assertThat(impatient)
                .as("the facts view, and all else")
                .containsOnly(ReasonCode.FACTS_UNREADABLE, ReasonCode.OBJECT_UNREADABLE);
    }

    @Test
    void everyThirdCallFails_allIsStreamed() {
        RunSummary sound = run(new WatchedOracle(oracle), IMPATIENT, 256);
        RunSummary flaky = run(new WatchedOracle(oracle).failing(call -> call % 3 == 0), PATIENT, 256);
        assertThat(flaky.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(flaky.streamDigest()).isEqualTo(sound.streamDigest());
    }

    @Test
    void budgetSpent_saysSoAndNamesTheKey() {
        RunSummary facts = run(new WatchedOracle(oracle).failing(call -> true), PATIENT, 256);
        assertThat(facts.reason()).isEqualTo(ReasonCode.FACTS_UNREADABLE);
        assertThat(facts.violations())
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .contains("503 SlowDown", "13 attempts in 60000 ms", "policy.read_retry_budget_ms");
        WatchedOracle quiet = new WatchedOracle(oracle);
        run(quiet, IMPATIENT, 256);
        RunSummary stream = run(new WatchedOracle(oracle).failing(call -> call >= quiet.calls()), PATIENT, 256);
        assertThat(stream.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(stream.reason()).isEqualTo(ReasonCode.OBJECT_UNREADABLE);
        assertThat(stream.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.path()).startsWith("stream#event=");
            assertThat(violation.message()).contains("13 attempts", "policy.read_retry_budget_ms");
        });
    }

    @Test
    void partsThatOverlap_throughOneHandle_streamTheSame() {
        RunSummary sound = run(new WatchedOracle(oracle), PATIENT, 256);
        for (int most = 1; most <= 6; most++) {
            WatchedOracle few = new WatchedOracle(oracle).failing(call -> call % 7 == 0);
            RunSummary summary = run(few, PATIENT, most);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(summary.streamDigest()).isEqualTo(sound.streamDigest());
            assertThat(few.mostOpen()).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void close_duringASurvey_endsIt() throws InterruptedException {
        watched.endless("trades/");
        HeardEvents heard = new HeardEvents();
        WorldStreamProducer wsp = WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(watched)
                .ingress(RecordingSink.builder().window(1).build())
                .catalogue(world.catalogue())
                .policy(PATIENT)
                .listener(heard)
                .build();
        wsp.start();
        world.announceOn(bus);
        watched.awaitEndlessRead();
        wsp.close();
        assertThat(watched.stillOpen()).as("contents that a survey reads on").isZero();
        assertThat(heard.finished)
                .as("nothing is reported of a run that was stopped")
                .isEmpty();
    }

    @Test
    void interrupt_ofARehearsal_endsIt() throws Exception {
        watched.endless("trades/");
        DryRun dryRun = new DryRun(watched, world.catalogue(), PATIENT);
        ControlMessage.Ready ready =
                (ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC);
        FutureTask<Boolean> explaining = new FutureTask<>(() -> {
            assertThatThrownBy(() -> dryRun.explain(ready.signal())).isInstanceOf(CancellationException.class);
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(explaining);
        thread.start();
        watched.awaitEndlessRead();
        thread.interrupt();
        assertThat(explaining.get()).as("the interrupt is kept").isTrue();
    }
}
