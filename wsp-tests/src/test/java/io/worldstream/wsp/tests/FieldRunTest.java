package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of the platform's second generation on the servers of the field: a world in S3, announced on Kafka or Kinesis,
 * its state in PostgreSQL or S3. The first host is killed half way, and a second one, which shares no disk with it,
 * streams the rest (I5, I6, I7).
 */
@Tag("process")
@Timeout(600)
final class FieldRunTest {
    private static final String TOPIC = "fp.bus.control.v1";
    private static final Pattern SETTLED_BEFORE =
            Pattern.compile("streaming up to \\d+ events, (\\d+) of them settled");
    private static final int IN_FLIGHT = 8;
    private static final int REFUSED_EVERY = 101;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    private final Map<String, String> environment = new HashMap<>(FieldBucket.ENVIRONMENT);
    private final AtomicLong accepts = new AtomicLong();
    private FieldBucket bucket;
    private EmbeddedGate gate;

    @BeforeEach
    void startStoreAndGate() throws Exception {
        bucket = FieldBucket.start();
        gate = EmbeddedGate.builder()
                .envelopeContract(EnvelopeContract.V1)
                .script(this::answer)
                .start();
    }

    /**
     * Has now and then no room, so that a flow whose order nobody keeps overtakes itself. A host that is killed late,
     * since the machine is busy, finds the gate silent before the world is at its end.
     */
    private GateBehaviour answer(GateRequest request) {
        if (request.number() % REFUSED_EVERY == 2) {
            return GateBehaviour.retryRequired("PUBLISH_IN_FLIGHT_RETRY");
        }
        return accepts.getAndDecrement() > 0 ? GateBehaviour.answer() : GateBehaviour.holdBeforeTaking();
    }

    @AfterEach
    void stopStoreAndGate() throws Exception {
        gate.close();
        bucket.close();
    }

    private Path configuration(World world, String busAndState) throws IOException {
        return Files.writeString(
                world.directory().resolve("wsp.yaml"),
                busAndState
                        + """
                object_store: {root: "s3://%1$s/object_store"}
                oracle: {root: "s3://%1$s/oracle", aliases: {"%2$s": "s3://%1$s/oracle"}}
                s3: {endpoint: "%3$s", region: us-east-1, path_style: true}
                catalogue: catalogue.json
                ingress: {url: "%4$s"}
                lease: {term_ms: 5000}
                checkpoint: {events: 50, interval_ms: 100}
                policy: {envelope_contract: v1, stream_speedup: max, max_in_flight: %5$d}
                """.formatted(FieldBucket.NAME, FieldWorld.ENGINE_ROOT, bucket.url(), gate.url(), IN_FLIGHT));
    }

    private WspProcess start(String command, Path config, String... more) throws IOException {
        return WspProcess.start(
                environment,
                Stream.concat(
                                Stream.concat(Stream.of(command.split(" ")), Stream.of("--config", config.toString())),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private WspProcess run(Path config, String host) throws IOException {
        return start("run", config, "--once", "--set", "state.root=" + temp.resolve(host));
    }

    @Test
    void kafkaS3AndPostgres_hostKilled_anotherStreamsTheRest() throws Exception {
        environment.putAll(FieldDatabase.ENVIRONMENT);
        try (FieldBroker broker = FieldBroker.start();
                FieldDatabase database = FieldDatabase.start()) {
            World world = FieldWorld.seal(4000, temp, bucket);
            broker.createTopic(TOPIC);
            broker.publish(TOPIC, world.readyMessage());
            Path config = configuration(world, """
                    control_bus:
                      kind: kafka
                      kafka: {bootstrap.servers: "%s", session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
                    state:
                      kind: jdbc
                      root: state
                      jdbc: {url: "%s", user: wsp, password_env: STATE_PASSWORD}
                    """.formatted(broker.servers(), database.create("state")));

            assertThat(run(config, "first").ends(2).err()).contains("wsp state init --config");
            start("state init", config).ends(0);
            start("state init", config).ends(0);

            streamOnTwoHosts(4000, config);
        }
    }

    @Test
    void kinesisAndS3_hostKilled_anotherStreamsTheRest() throws Exception {
        try (FieldStream stream = FieldStream.start(temp)) {
            World world = FieldWorld.seal(800, temp, bucket);
            stream.create("control");
            stream.publish("control", world.readyMessage());
            Path config = configuration(world, """
                    control_bus:
                      kind: kinesis
                      kinesis: {stream: control, region: %s, endpoint: "%s"}
                    state: {kind: s3, root: state, s3: {root: "s3://%s/state"}}
                    """.formatted(FieldStream.REGION, stream.url(), FieldBucket.NAME));

            streamOnTwoHosts(800, config);

            assertThat(bucket.objects("state/position/kinesis/" + FieldStream.REGION + "/"))
                    .as("the positions are in the bucket")
                    .isEqualTo(1);
            for (String host : List.of("first", "second")) {
                assertThat(temp.resolve(host).resolve("positions")).doesNotExist();
            }
            assertThat(run(config, "third").ends(0).lines())
                    .as("a third host goes on behind the READY that the second one settled")
                    .isEmpty();
        }
    }

    /** The hosts share the bus and the database, and no other disk. */
    @Test
    void folderS3AndPostgres_settledByOneHost_isNotTakenByAnother() throws Exception {
        environment.putAll(FieldDatabase.ENVIRONMENT);
        try (FieldDatabase database = FieldDatabase.start()) {
            World world = FieldWorld.seal(400, temp, bucket);
            Path config = configuration(world, """
                    control_bus: {root: "%s"}
                    state:
                      kind: jdbc
                      root: state
                      jdbc: {url: "%s", user: wsp, password_env: STATE_PASSWORD, schema: migrate}
                    """.formatted(world.controlBusRoot(), database.create("state")));
            accepts.set(Long.MAX_VALUE);
            assertThat(run(config, "first").ends(0).line().get("status").textValue())
                    .isEqualTo("COMPLETED");
            assertThat(run(config, "second").ends(0).lines()).isEmpty();
            assertThat(temp.resolve("first").resolve("acknowledged")).doesNotExist();
        }
    }

    private void streamOnTwoHosts(int events, Path config) throws Exception {
        Path preview = temp.resolve("preview.jsonl");
        JsonNode previewed =
                start("preview", config, "--out", preview.toString()).ends(0).line();

        accepts.set(events * 3L / 4);
        WspProcess first = run(config, "first");
        first.until("the gate has half of the events", () -> gate.count(Decision.ADMIT) >= events / 2);
        JsonNode saved = savedPlace(config, first);
        first.kill().ends(137);
        long ofTheFirst = gate.count(Decision.ADMIT);
        accepts.set(Long.MAX_VALUE);
        WspProcess second = run(config, "second").ends(0);

        // A READY that comes from the bus only once the saved run has ended is a duplicate.
        JsonNode summary = second.lines().get(0);
        assertThat(summary.get("status").textValue()).isEqualTo("COMPLETED");
        assertThat(second.lines().stream()
                        .skip(1)
                        .map(line -> line.get("status").textValue()))
                .isSubsetOf("DUPLICATE");
        assertThat(summary.get("stream_digest")).isEqualTo(previewed.get("stream_digest"));
        assertThat(settledBefore(second)).isGreaterThanOrEqualTo(pushed(saved));
        assertThat(gate.count(Decision.DUPLICATE))
                .as("events sent again: those behind the saved place, and those that the gate took while the host died")
                .isLessThanOrEqualTo(ofTheFirst - settledBefore(second) + IN_FLIGHT);
        assertThat(gate.admitted().stream().map(GateRequest::body))
                .hasSize(events)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(preview));
        assertEachFlowInOrder(events);
    }

    /** Returns a place of the run that the first host has saved, as a host sees it that shares nothing else with it. */
    private JsonNode savedPlace(Path config, WspProcess first) throws Exception {
        List<JsonNode> seen = new ArrayList<>();
        first.until("wsp status shows that events are settled", () -> {
            seen.add(status(config));
            return pushed(seen.get(seen.size() - 1)) > 0;
        });
        JsonNode saved = seen.get(seen.size() - 1);
        assertThat(saved.get("state").textValue()).isEqualTo("streaming");
        return saved;
    }

    private JsonNode status(Path config) {
        try {
            return start("status", config, "--json", "--set", "state.root=" + temp.resolve("onlooker"))
                    .ends(0)
                    .line();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long pushed(JsonNode status) {
        return status.get("events").get("pushed").longValue();
    }

    private static long settledBefore(WspProcess host) throws IOException {
        Matcher said = SETTLED_BEFORE.matcher(host.err());
        assertThat(said.find()).as(host.err()).isTrue();
        return Long.parseLong(said.group(1));
    }

    private void assertEachFlowInOrder(int events) throws IOException {
        Map<Long, List<Integer>> flows = new TreeMap<>();
        for (GateRequest request : gate.admitted()) {
            JsonNode row = JSON.readTree(request.body()).get("payload");
            flows.computeIfAbsent(row.get("flow_id").longValue(), flow -> new ArrayList<>())
                    .add(row.get("event_seq").intValue());
        }
        List<Integer> inOrder =
                IntStream.range(0, events / FieldWorld.FLOWS).boxed().toList();
        assertThat(flows).hasSize(FieldWorld.FLOWS);
        assertThat(flows.values()).allSatisfy(flow -> assertThat(flow).isEqualTo(inOrder));
    }
}
