package com.example.host;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.file.FileReadySource;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.adapter.file.FileSpillSpace;
import io.worldstream.wsp.adapter.file.FileSortedStore;
import io.worldstream.wsp.adapter.file.FileSurveyStore;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.jdbc.JdbcDatabase;
import io.worldstream.wsp.adapter.kafka.KafkaReadySource;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.adapter.s3.S3Connection;
import io.worldstream.wsp.adapter.s3.S3OracleReader;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Streams a world of files to a gate within the process: {@code Main WORLD STATE}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Path world = Path.of(args[0]);
        Path state = Path.of(args[1]);
        Clock clock = new SystemClock();
        var oracle = FileOracleReader.builder()
                .objectStoreRoot(world.resolve("object_store"))
                .oracleRoot(world.resolve("oracle"))
                .build();
        try (var gate = EmbeddedGate.builder().token("s3cret").start();
                var ingress = HttpIngressSink.builder()
                        .url(gate.url().toString())
                        .clock(clock)
                        .authToken("s3cret")
                        .build();
                var producer = WorldStreamProducer.builder()
                        .readySource(new FileReadySource(world.resolve("control_bus"), state))
                        .oracle(oracle)
                        .rowFormat(new ParquetFormat())
                        .ingress(ingress)
                        .catalogue(CatalogueFile.read(world.resolve("catalogue.json")))
                        .policy(StreamPolicy.defaults().withPacing(pacing -> pacing.withSpeedup(Speedup.of("max"))).withPush(push -> push.withMaxInFlight(8)))
                        .checkpoints(
                                new FileCheckpointStore(state.resolve("runs")),
                                new FileRunLease(state.resolve("runs"), clock, Duration.ofSeconds(30), "host"),
                                new FileDeadLetterSink(state.resolve("dead_letter")))
                        .spillSpace(new FileSpillSpace(state.resolve("spill")))
                        .surveyStore(new FileSurveyStore(state.resolve("surveys")))
                        .sortedViews(new FileSortedStore(state.resolve("sorted")))
                        .listener(new StreamListener() {
                            @Override
                            public void onFinished(StreamEvent.Finished event) {
                                System.out.println("finished " + event.summary().status());
                            }
                        })
                        .build()) {
            producer.start();
            producer.awaitIdle();
            System.out.println("admitted " + gate.admitted().size());
            askForAnObject(gate.url().resolve("/").toString());
        }
        try {
            KafkaReadySource.builder().property("session.timeout.ms", "soon").bootstrapServers("localhost:1").build().close();
        } catch (WspException e) {
            System.out.println("kafka " + e.code());
        }
        for (Class<?> used :
                new Class<?>[] {
                    WorldStreamProducer.class,
                    HttpIngressSink.class,
                    JdbcDatabase.class,
                    KafkaReadySource.class,
                    S3OracleReader.class,
                    io.worldstream.wsp.runner.Main.class
                }) {
            System.out.println("module " + used.getModule().getName());
        }
    }

    /** A gate is no S3, and the adapter can tell only after it has gone all the way through the SDK. */
    private static void askForAnObject(String endpoint) {
        System.setProperty("aws.accessKeyId", "identity");
        System.setProperty("aws.secretAccessKey", "secret");
        try (var s3 = S3Connection.builder()
                        .endpoint(endpoint)
                        .region("eu-west-3")
                        .pathStyle(true)
                        .build();
                var reader =
                        S3OracleReader.builder(s3).oracleRoot("s3://worlds").build()) {
            reader.resolve(new SealedReference(SealedReference.RootKind.ORACLE, "part"));
        } catch (WspException | IOException e) {
            System.out.println("s3 said " + e.getMessage());
        }
    }
}
