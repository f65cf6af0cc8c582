package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the statements in the documents hold. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path temp;

    @Test
    void everyJavaExampleIsCompiled() throws IOException {
        String compiled = "";
        for (String source : List.of("FileToHttpHost", "EmbeddingExamples", "PostgresExamples")) {
            compiled += Files.readString(Path.of("src/test/java/io/worldstream/wsp/tests/" + source + ".java"));
        }
        for (String document : List.of("README.md", "docs/embedding.md", "docs/kinesis.md", "docs/postgres.md")) {
            List<String> examples = JAVA_BLOCK
                    .matcher(Files.readString(ROOT.resolve(document)))
                    .results()
                    .map(block -> block.group(1))
                    .toList();
            assertThat(examples).as("examples of %s", document).isNotEmpty();
            for (String example : examples) {
                assertThat(folded(compiled)).contains(folded(example));
            }
        }
    }

    @Test
    void theExamplesOfEmbeddingRun() {
        ManualClock clock = new ManualClock();
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource ready = new InMemoryReadySource();
        RecordingSink gate = RecordingSink.create();
        World world = World.bankMonth().events(50).putInto(oracle);
        world.announceOn(ready);
        EmbeddingExamples examples = new EmbeddingExamples();
        try (WorldStreamProducer producer = WorldStreamProducer.builder()
                .readySource(ready)
                .oracle(oracle)
                .ingress(gate)
                .catalogue(world.catalogue())
                .clock(clock)
                .build()) {
            producer.doWork();
            examples.hurry(producer, world.runId());
            examples.drive(producer, clock);
        }
        assertThat(gate.admitted()).hasSize(50);
        assertThat(examples.producer(ready, oracle, gate, world.catalogue(), StreamListener.NONE))
                .isNotNull();
    }

    private static String folded(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void theJavaExampleStreamsAWorld() throws InterruptedException {
        World world = World.bankMonth().events(200).writeTo(temp.resolve("world"));
        List<RunSummary> summaries = new CopyOnWriteArrayList<>();
        StreamListener listener = new StreamListener() {
            @Override
            public void onFinished(StreamEvent.Finished event) {
                summaries.add(event.summary());
            }
        };
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            // A month at 86,400 takes half a minute, so the run is left as soon as it streams.
            Thread host = new Thread(() -> {
                try {
                    FileToHttpHost.stream(
                            world.directory(), temp.resolve("state"), gate.url().toString(), listener);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            host.start();
            while (gate.admitted().isEmpty() && host.isAlive()) {
                Thread.onSpinWait();
            }
            host.interrupt();
            host.join();
            assertThat(gate.admitted()).isNotEmpty();
            assertThat(summaries).noneMatch(summary -> summary.status() == ReadyDisposition.REFUSED);
        }
    }

    @Test
    void everyReasonCodeIsExplained() throws IOException {
        String errors = Files.readString(ROOT.resolve("docs/errors.md"));
        assertThat(Arrays.stream(ReasonCode.values()).map(code -> "| `" + code + "` |"))
                .allSatisfy(cell -> assertThat(errors).contains(cell));
    }

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        List<Path> documents;
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            documents = Stream.concat(
                            docs.filter(path -> path.toString().endsWith(".md")),
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                    .map(ROOT::resolve))
                    .toList();
        }
        for (Path document : documents) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                assertThat(document.resolveSibling(link.group(1)))
                        .as("link in %s", document.getFileName())
                        .exists();
            }
        }
    }
}
