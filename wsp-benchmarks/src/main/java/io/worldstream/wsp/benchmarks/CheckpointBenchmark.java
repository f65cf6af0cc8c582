package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.adapter.jdbc.JdbcCheckpointStore;
import io.worldstream.wsp.adapter.jdbc.JdbcDatabase;
import io.worldstream.wsp.adapter.jdbc.JdbcRunLease;
import io.worldstream.wsp.adapter.jdbc.JdbcSchema;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.world.World;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Measures the lateness of evenly spaced events, in real time, to a sink that answers at once, while the position is
 * saved every 1,000 events, as by default: in PostgreSQL, on this machine and with its disk forced, and in files. Runs alternate.
 *
 * <p>Arguments: events per second (5000), seconds (10), runs of each (5). The first run of each is a warm-up and does
 * not count.
 */
public final class CheckpointBenchmark {
    private static final Duration TERM = Duration.ofSeconds(30);
    private static final String HOST = "benchmark";

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world;

    private CheckpointBenchmark(int eventsPerSecond, int seconds) {
        world = Ticks.put(oracle, eventsPerSecond * seconds, 1_000_000L / eventsPerSecond);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int eventsPerSecond = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        CheckpointBenchmark benchmark = new CheckpointBenchmark(eventsPerSecond, seconds);
        double[] files = new double[runs];
        double[] postgres = new double[runs];
        double[] more = new double[runs];
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            for (int run = -1; run < runs; run++) {
                Lateness.Distribution inFiles = benchmark.inFiles();
                Lateness.Distribution inPostgres = benchmark.inPostgres(server, "run" + (run + 1));
                System.out.println("files    " + inFiles);
                System.out.println("postgres " + inPostgres);
                if (run >= 0) {
                    files[run] = inFiles.p99Micros() / 1e3;
                    postgres[run] = inPostgres.p99Micros() / 1e3;
                    more[run] = postgres[run] - files[run];
                }
            }
        }
        System.out.println("p99 lateness in ms, files     " + Median.of(files));
        System.out.println("p99 lateness in ms, Postgres  " + Median.of(postgres));
        System.out.println("more, at most 5               " + Median.of(more));
    }

    private Lateness.Distribution inFiles() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("wsp-checkpoints");
        try {
            return run(new FileCheckpointStore(folder), new FileRunLease(folder, new SystemClock(), TERM, HOST));
        } finally {
            Folders.remove(folder);
        }
    }

    private Lateness.Distribution inPostgres(EmbeddedPostgres server, String schema)
            throws IOException, InterruptedException {
        JdbcDatabase database = JdbcDatabase.builder(server.getPostgresDatabase())
                .schema(schema)
                .build();
        new JdbcSchema(database).migrate();
        return run(new JdbcCheckpointStore(database), new JdbcRunLease(database, TERM, HOST));
    }

    private Lateness.Distribution run(CheckpointStore checkpoints, RunLease lease) throws InterruptedException {
        InMemoryReadySource bus = new InMemoryReadySource();
        CompletableFuture<RunSummary> finished = new CompletableFuture<>();
        try (AnsweringSink sink = new AnsweringSink();
                WorldStreamProducer producer = WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(world.catalogue())
                        .policy(StreamPolicy.defaults().withSpeedup(Speedup.REAL_TIME))
                        .checkpoints(checkpoints, lease)
                        .listener(new StreamListener() {
                            @Override
                            public void onFinished(StreamEvent.Finished event) {
                                finished.complete(event.summary());
                            }
                        })
                        .build()) {
            world.announceOn(bus);
            producer.start();
            producer.awaitIdle();
        }
        return Objects.requireNonNull(finished.join().lateness().total());
    }
}
