package io.worldstream.wsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.InMemorySpillSpace;
import io.worldstream.wsp.testkit.fake.InMemorySurveyStore;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.jqwik.WorldSpec;
import io.worldstream.wsp.testkit.jqwik.WspArbitraries;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/test-kit.md, which the guide repeats word for word; that of its last section is in the contract tests. */
class TestKitGuideTest {
    @TempDir
    Path directory;

    @Test
    void worlds() {
        World month =
                World.bankMonth().events(1_000).seed(7).parts(3).gzip(true).writeTo(directory);
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource bus = new InMemoryReadySource();
        World world = World.bankMonth().events(1_000).putInto(oracle);
        world.announceOn(bus);
        assertThat(month.events()).isEqualTo(world.events());

        oracle.shortReads(7);
        oracle.failReadsFrom(RootKind.OBJECT_STORE, world.factsViewRef(), 100);
        assertThat(oracle.opened()).isEmpty();
    }

    @Test
    void putInto_anyStore_receivesEachObject() {
        Map<String, byte[]> bucket = new HashMap<>();
        World stored =
                World.bankMonth().events(10).putInto((root, path, bytes) -> bucket.put(root + "/" + path, bytes));
        assertThat(bucket).containsEntry("OBJECT_STORE/" + stored.factsViewRef(), stored.factsView());
        assertThat(bucket.keySet()).anyMatch(path -> path.startsWith("ORACLE/"));
    }

    @Test
    void putInto_storeFails_isReported() {
        assertThatThrownBy(() -> World.bankMonth().events(1).putInto((root, path, bytes) -> {
                    throw new IOException("full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("full");
    }

    @Test
    void rowsOfYourOwn() {
        Catalogue.Output trades = new Catalogue.Output(
                new OutputId("trades"),
                List.of("trade_seq"),
                List.of("gate.trades.validation"),
                "scope_seed",
                false,
                "at",
                Catalogue.TimeFormat.EPOCH_S);
        World tradeWorld = World.ofRows()
                .output(
                        trades,
                        PartRows.of("{\"at\":1385337600,\"trade_seq\":1,\"price\":10.50}"),
                        PartRows.of("{\"at\":1385337600,\"trade_seq\":2,\"price\":11}"))
                .putInto(new InMemoryOracle());
        World tampered = World.bankMonth()
                .events(10)
                .tamperFactsView(view -> view.put("plan_ref", "another"))
                .editReady(ready -> ready.put("bundle_hash", "0".repeat(64)))
                .putInto(new InMemoryOracle());
        assertThat(tradeWorld.events()).isEqualTo(2);
        assertThat(tampered.events()).isEqualTo(10);
    }

    @Test
    void sinks() {
        RecordingSink sink = RecordingSink.builder()
                .script((push, usual) -> push.attempt() == 1 ? new PushOutcome.Throttled("429", null) : usual.get())
                .window(1)
                .build();
        assertThat(sink.violations()).isEmpty();
    }

    @Test
    void placesToPutThings() {
        InMemorySpillSpace spill = new InMemorySpillSpace();
        spill.outOfSpaceAfter(1 << 20);
        spill.failRead(3);
        spill.changeRead(5);
        assertThat(spill.openFiles()).isZero();
        assertThat(spill.bytesHeld()).isZero();

        InMemorySurveyStore surveys = new InMemorySurveyStore();
        surveys.failNextSaves(1);
        assertThat(surveys.keys()).isEmpty();
    }

    @Test
    void whatOutlastsAProcess() throws IOException {
        ManualClock clock = new ManualClock();
        RunId run = new RunId("0123456789abcdef".repeat(2));
        InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
        InMemoryRunLease lease = new InMemoryRunLease(clock, Duration.ofSeconds(10));
        InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();
        RunLease.Grant grant = lease.as("one host").acquire(run).orElseThrow();
        checkpoints.open(run, grant.epoch());
        checkpoints.save(run, grant.epoch(), new byte[] {1});
        checkpoints.damageNewest(run);
        deadLetters.failNextRecords(1);
        clock.advance(grant.term());
        assertThat(lease.as("another").acquire(run)).isPresent();
        assertThat(grant.renew()).isFalse();
        assertThat(deadLetters.records(run)).isEmpty();
    }

    @Test
    void gates() {
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .durable(directory.resolve("gate.log"))
                .token("secret")
                .script(GateScript.onRequest(3, GateBehaviour.takeThenReset()))
                .start()) {
            URI url = gate.url();
            gate.kill();
            gate.restart();
            assertThat(gate.url()).isEqualTo(url);
            assertThat(gate.admitted()).isEmpty();
        }
    }

    @Test
    void aProducerThatIsDriven() {
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource bus = new InMemoryReadySource();
        World world = World.bankMonth().events(100).putInto(oracle);
        RecordingSink sink = RecordingSink.builder().build();
        ManualClock clock = new ManualClock();
        try (WorldStreamProducer producer = WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(sink)
                .catalogue(world.catalogue())
                .policy(StreamPolicy.defaults().withSpeedup(Speedup.of("86400")))
                .clock(clock)
                .build()) {
            ProducerDriver driver = new ProducerDriver(producer, clock);
            driver.run(world, bus);
        }
        assertThat(sink.admitted()).hasSize(100);
        assertThat(world).hasToString("World[run " + world.runId() + ", events " + world.counts() + ", in memory]");
    }

    @Test
    void properties() {
        Arbitrary<WorldSpec> worlds = WspArbitraries.worlds();
        Arbitrary<StreamPolicy> policies = WspArbitraries.policies();
        assertThat(worlds.sample().outputs()).isNotEmpty();
        assertThat(policies.sample()).asString().startsWith("StreamPolicy{");
    }

    @Test
    void theGuideHoldsThisCode() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "test-kit.md"));
        Path tests = Path.of("src", "test", "java", "io", "worldstream", "wsp", "testkit");
        StringBuilder here = new StringBuilder(squeezed(Files.readString(tests.resolve("TestKitGuideTest.java"))));
        for (String contract : List.of(
                "InMemoryReadySource",
                "InMemoryOracle",
                "JdkHttpSink",
                "SystemClock",
                "InMemorySpillSpace",
                "InMemorySurveyStore",
                "InMemoryPositionStore",
                "InMemoryCheckpointStore",
                "InMemoryRunLease",
                "InMemoryDeadLetterSink")) {
            here.append(squeezed(Files.readString(tests.resolve("contract").resolve(contract + "ContractTest.java"))));
        }
        Matcher code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(guide);
        int blocks = 0;
        for (; code.find(); blocks++) {
            assertThat(here).contains(squeezed(code.group(1)));
        }
        assertThat(blocks).isEqualTo(23);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
