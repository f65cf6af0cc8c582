package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands with everything in S3 that can be there: hosts share it, and no disk. */
@Tag("process")
@Timeout(600)
final class FieldRootsTest {
    private static final int EVENTS = 4000;
    private static final String SORTING = "whose parts are not in order of event time";

    @TempDir
    Path temp;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger quarantined = new AtomicInteger();
    private FieldBucket bucket;
    private EmbeddedGate gate;
    private Path config = Path.of("");

    @BeforeEach
    void startStoreAndGate() throws Exception {
        bucket = FieldBucket.start();
        gate = EmbeddedGate.builder()
                .envelopeContract(EnvelopeContract.V1)
                .script(request -> requests.incrementAndGet() == quarantined.get()
                        ? GateBehaviour.quarantine(200, "SCHEMA_FAIL")
                        : GateBehaviour.answer())
                .start();
    }

    @AfterEach
    void stopStoreAndGate() throws Exception {
        gate.close();
        bucket.close();
    }

    @Test
    void sortedRootInS3_sortedOnce_isReadByEveryHost() throws Exception {
        config = configuration(FieldWorld.seal(EVENTS, temp, bucket));
        JsonNode plain = preview("nowhere", "--set", "sorted.root=" + temp.resolve("none"))
                .line();

        WspProcess sort = on("first", "sort");
        assertThat(sort.out()).contains(": sorted (");
        assertThat(sort.err()).contains(SORTING);
        assertThat(on("second", "sort").out()).contains(": has its sorted view (");
        assertThat(preview("third").line().get("stream_digest")).isEqualTo(plain.get("stream_digest"));
        assertThat(on("third", "explain").err()).doesNotContain(SORTING);

        WspProcess run = on("fourth", "run", "--once");
        assertThat(run.lines().get(0).get("status").textValue()).isEqualTo("COMPLETED");
        assertThat(run.lines().get(0).get("stream_digest")).isEqualTo(plain.get("stream_digest"));
        assertThat(run.err()).doesNotContain(SORTING);
        assertThat(gate.admitted()).hasSize(EVENTS);

        String listed = on("fifth", "sorted").out();
        assertThat(listed).matches("[0-9a-f]{64}  [0-9]+ bytes, created .*, last used .*\n");
        assertThat(on("fifth", "sorted", "--drop", listed.substring(0, 64)).out())
                .isEqualTo(listed);
        assertThat(bucket.objects("sorted/")).as("objects left").isZero();
    }

    @Test
    void deadLetterRootInS3_eventQuarantined_isListedAndHasItsRecordThere() throws Exception {
        config = configuration(FieldWorld.seal(400, temp, bucket));
        quarantined.set(7);
        String letters = "dead_letter.root=s3://" + FieldBucket.NAME + "/letters";
        JsonNode summary = on("host", "run", "--once", "--set", letters).lines().get(0);
        assertThat(summary.get("events").get("quarantined").intValue()).isEqualTo(1);
        assertThat(bucket.objects("letters/dead-letter/"))
                .as("a fence and a letter")
                .isEqualTo(2);
        String run = summary.get("run_id").textValue();
        assertThat(on("host", "quarantine list", "--run", run, "--set", letters).out())
                .contains("SCHEMA_FAIL")
                .hasLineCount(1);
    }

    private Path configuration(World world) throws IOException {
        Path control = Files.createDirectories(temp.resolve("control"));
        Files.copy(world.catalogueFile(), control.resolve("catalogue.json"));
        bucket.upload(control, "control");
        return Files.writeString(world.directory().resolve("wsp.yaml"), """
                control_bus: {root: control_bus}
                object_store: {root: "s3://%1$s/object_store"}
                oracle: {root: "s3://%1$s/oracle", aliases: {"%2$s": "s3://%1$s/oracle"}}
                s3: {endpoint: "%3$s", region: us-east-1, path_style: true}
                sorted: {root: "s3://%1$s/sorted", max_bytes: 100000000}
                catalogue: "s3://%1$s/control/catalogue.json"
                ingress: {url: "%4$s"}
                policy: {envelope_contract: v1, stream_speedup: max}
                """.formatted(
                        FieldBucket.NAME, FieldWorld.ENGINE_ROOT, bucket.url(), gate.url()));
    }

    private WspProcess preview(String host, String... more) throws IOException, InterruptedException {
        List<String> args =
                new ArrayList<>(List.of("--out", temp.resolve(host + ".jsonl").toString()));
        args.addAll(List.of(more));
        return on(host, "preview", args.toArray(String[]::new));
    }

    /** Runs a command to its end on a host with a disk of its own. */
    private WspProcess on(String host, String command, String... more) throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of("--config", config.toString()));
        args.addAll(List.of("--set", "state.root=" + temp.resolve(host)));
        args.addAll(List.of(more));
        return WspProcess.start(FieldBucket.ENVIRONMENT, args.toArray(String[]::new))
                .ends(0);
    }
}
