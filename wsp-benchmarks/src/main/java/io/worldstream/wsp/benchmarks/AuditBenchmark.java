package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.file.FileAuditSink;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.adapter.jdbc.JdbcAuditSink;
import io.worldstream.wsp.adapter.jdbc.JdbcDatabase;
import io.worldstream.wsp.adapter.jdbc.JdbcSchema;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.world.World;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the lateness of evenly spaced events, in real time, to a sink that answers at once, while the host keeps an audit
 * trail: in PostgreSQL, on this machine and with its disk forced, and in files. The rate cap is changed every 100 ms, far
 * above the rate, and the gate quarantines one event in 500; each of these is a record. Everything else is in files for both.
 * Runs alternate.
 *
 * <p>Arguments: events per second (5000), seconds (10), runs of each (5). The first run of each is a warm-up and does
 * not count.
 */
public final class AuditBenchmark {
    private static final Duration TERM = Duration.ofSeconds(30);
    private static final String HOST = "benchmark";
    private static final int QUARANTINE_EVERY = 500;
    private static final long CONTROL_MILLIS = 100;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world;

    private AuditBenchmark(int eventsPerSecond, int seconds) {
        world = Ticks.put(oracle, eventsPerSecond * seconds, 1_000_000L / eventsPerSecond);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int eventsPerSecond = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        AuditBenchmark benchmark = new AuditBenchmark(eventsPerSecond, seconds);
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
        System.out.println("more                          " + Median.of(more));
    }

    private Lateness.Distribution inFiles() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("wsp-audit");
        try (FileAuditSink audit = new FileAuditSink(folder, HOST)) {
            return run(audit);
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
        try (JdbcAuditSink audit = new JdbcAuditSink(database, HOST, TERM, HOST)) {
            return run(audit);
        }
    }

    private Lateness.Distribution run(AuditSink audit) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("wsp-audited-state");
        AtomicLong records = new AtomicLong();
        AuditSink counting = entry -> {
            records.incrementAndGet();
            return audit.append(entry);
        };
        InMemoryReadySource bus = new InMemoryReadySource();
        CompletableFuture<RunSummary> finished = new CompletableFuture<>();
        try (QuarantiningSink sink = new QuarantiningSink();
                WorldStreamProducer producer = WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(world.catalogue())
                        .policy(StreamPolicy.defaults().withSpeedup(Speedup.REAL_TIME))
                        .checkpoints(
                                new FileCheckpointStore(folder),
                                new FileRunLease(folder, new SystemClock(), TERM, HOST),
                                new FileDeadLetterSink(folder))
                        .auditSink(counting, Map.of())
                        .listener(new StreamListener() {
                            @Override
                            public void onFinished(StreamEvent.Finished event) {
                                finished.complete(event.summary());
                            }
                        })
                        .build()) {
            world.announceOn(bus);
            producer.start();
            changeTheCapUntil(finished, producer);
            producer.awaitIdle();
        } finally {
            Folders.remove(folder);
        }
        RunSummary summary = finished.join();
        System.out.println(records + " records, " + summary.events());
        return Objects.requireNonNull(summary.lateness().total());
    }

    /** Each change is on record before it takes effect. */
    private static void changeTheCapUntil(CompletableFuture<?> finished, WorldStreamProducer producer)
            throws InterruptedException {
        for (int change = 0; !finished.isDone(); change++) {
            BigDecimal cap = BigDecimal.valueOf(change % 2 == 0 ? 100_000 : 200_000);
            for (RunControl run : producer.runs()) {
                run.apply(new ControlAction.Cap(cap));
            }
            TimeUnit.MILLISECONDS.sleep(CONTROL_MILLIS);
        }
    }

    /** Admits events at once, but for one in {@link #QUARANTINE_EVERY}, and keeps nothing. */
    private static final class QuarantiningSink implements IngressSink {
        private final AtomicLong pushes = new AtomicLong();

        @Override
        public void push(EnvelopeView envelope, PushCallback callback) {
            boolean quarantined = pushes.incrementAndGet() % QUARANTINE_EVERY == 0;
            Receipt receipt = new Receipt(
                    envelope.eventId().toString(),
                    envelope.eventType().toString(),
                    quarantined ? List.of("SCHEMA_FAIL") : List.of(),
                    List.of(),
                    new Receipt.BusPosition("bus", "0", "0"));
            callback.onOutcome(new PushOutcome.Decided(
                    quarantined ? PushOutcome.Decision.QUARANTINE : PushOutcome.Decision.ADMIT, receipt));
        }

        @Override
        public void close() {}
    }
}
