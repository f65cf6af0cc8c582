package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.file.FileAuditSink;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Measures what an audit trail in files costs a stream at speed {@code max}, to a sink that admits at once: alternating
 * runs of a whole producer with and without one, in one JVM, and the median of the ratios of each two. Everything, the
 * appends with their forced writes among it, runs on the thread whose processor time is measured.
 *
 * <p>Arguments: pairs of runs (15), events (1000000).
 */
public final class AuditRatios {
    private static final int WARM_UP_ROUNDS = 5;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world;
    private final int events;

    private AuditRatios(int events) {
        this.events = events;
        world = Ticks.put(oracle, events, 1_000);
    }

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        int events = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        new AuditRatios(events).measure(rounds);
    }

    private void measure(int rounds) throws IOException {
        double[] plain = new double[rounds];
        double[] audited = new double[rounds];
        double[] stream = new double[rounds];
        double[] run = new double[rounds];
        for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
            boolean plainFirst = i % 2 == 0;
            Costs before = plainFirst ? plain() : audited();
            Costs after = plainFirst ? audited() : plain();
            if (i >= 0) {
                Costs without = plainFirst ? before : after;
                Costs with = plainFirst ? after : before;
                plain[i] = (double) without.streamNanos() / events;
                audited[i] = (double) with.streamNanos() / events;
                stream[i] = (double) with.streamNanos() / without.streamNanos();
                run[i] = (double) with.runNanos() / without.runNanos();
            }
        }
        print("stream without audit, ns per event", Median.of(plain));
        print("stream with audit, ns per event", Median.of(audited));
        print("stream with / without audit, under 1.01", Median.of(stream));
        print("whole run with / without audit", Median.of(run));
    }

    private static void print(String what, Median median) {
        System.out.printf(
                Locale.ROOT, "%-42s %.4f (%.4f to %.4f)%n", what, median.median(), median.least(), median.greatest());
    }

    private Costs plain() {
        return run(null);
    }

    private Costs audited() throws IOException {
        Path folder = Files.createTempDirectory("wsp-audit");
        try (FileAuditSink sink = new FileAuditSink(folder, "benchmark")) {
            return run(sink);
        } finally {
            Folders.remove(folder);
        }
    }

    private Costs run(@Nullable FileAuditSink audit) {
        InMemoryReadySource bus = new InMemoryReadySource();
        Stopwatch stopwatch = new Stopwatch();
        WorldStreamProducer.Builder builder = WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(new AnsweringSink())
                .catalogue(world.catalogue())
                .policy(StreamPolicy.defaults().withSpeedup(Speedup.MAX))
                .listener(stopwatch);
        if (audit != null) {
            builder.auditSink(audit, Map.of());
        }
        long start = ThreadCosts.processorNanos();
        try (WorldStreamProducer producer = builder.build()) {
            world.announceOn(bus);
            while (stopwatch.summary == null) {
                producer.doWork();
            }
        }
        RunSummary summary = Objects.requireNonNull(stopwatch.summary);
        if (summary.status() != ReadyDisposition.COMPLETED || summary.events().admitted() != events) {
            throw new IllegalStateException("not all events were admitted: " + summary);
        }
        return new Costs(stopwatch.endNanos - stopwatch.startNanos, ThreadCosts.processorNanos() - start);
    }

    /** Processor time of the stream, from its start to the summary, and of the run with its survey. */
    private record Costs(long streamNanos, long runNanos) {}

    private static final class Stopwatch implements StreamListener {
        private long startNanos;
        private long endNanos;
        private @Nullable RunSummary summary;

        @Override
        public void onStarted(RunEvent.Started event) {
            startNanos = ThreadCosts.processorNanos();
        }

        @Override
        public void onFinished(StreamEvent.Finished event) {
            endNanos = ThreadCosts.processorNanos();
            summary = event.summary();
        }
    }
}
