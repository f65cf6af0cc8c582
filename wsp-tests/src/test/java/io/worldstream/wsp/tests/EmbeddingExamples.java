package io.worldstream.wsp.tests;

import io.worldstream.wsp.Redrive;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.file.FileAuditSink;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.file.FilePositionStore;
import io.worldstream.wsp.adapter.file.FileReadyVerifier;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.adapter.file.FileSortedStore;
import io.worldstream.wsp.adapter.file.FileSpillSpace;
import io.worldstream.wsp.adapter.file.FileSurveyStore;
import io.worldstream.wsp.adapter.file.ProducersFile;
import io.worldstream.wsp.adapter.file.ReadyAlgorithm;
import io.worldstream.wsp.adapter.file.ReadyKey;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.http.PemTls;
import io.worldstream.wsp.adapter.http.ServiceToken;
import io.worldstream.wsp.adapter.http.TraceContext;
import io.worldstream.wsp.adapter.kinesis.KinesisReadySource;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.ProducerPolicy;
import io.worldstream.wsp.policy.ReadySignatures;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** The code of docs/embedding.md. */
final class EmbeddingExamples {
    WorldStreamProducer producer(
            ReadySource ready, OracleReader oracle, IngressSink gate, Catalogue catalogue, StreamListener listener) {
        return WorldStreamProducer.builder()
                .readySource(ready)
                .oracle(oracle)
                .ingress(gate)
                .catalogue(catalogue)
                .policy(StreamPolicy.defaults()
                        .withPacing(pacing -> pacing.withSpeedup(Speedup.of("60"))
                                .withLatePolicy(LatePolicy.of("catch-up(2)"))
                                .withRateCap(new BigDecimal("3000")))
                        .withPush(push -> push.withMaxInFlight(8)))
                .listener(listener)
                .build();
    }

    StreamPolicy fastAndWide(Map<String, String> properties) {
        return StreamPolicy.from(properties)
                .withSpeedup(Speedup.MAX)
                .withPush(push -> push.withMaxInFlight(16).withOrdering(Ordering.NONE));
    }

    IngressSink traced() {
        HttpIngressSink sink = HttpIngressSink.builder()
                .url("https://gate.example")
                .provenanceHeaders(true)
                .traceContext(envelope -> TraceContext.ofPlan(envelope, envelope.position() % 1000 == 1))
                .build();
        return sink;
    }

    StreamPolicy trusting(StreamPolicy policy, RunId run, Path keys) {
        ReadyVerifier verifier = FileReadyVerifier.of(
                List.of(new ReadyKey("sr-2026", ReadyAlgorithm.ED25519, keys.resolve("sr-2026.pub.pem"))));
        return policy.withSecurity(security -> security.withScope(scope -> scope.withRuns(Set.of(run)))
                .withProducers(ProducerPolicy.readFrom(new ProducersFile(keys.resolve("producers"))))
                .withReadySignatures(ReadySignatures.required(verifier)));
    }

    HttpIngressSink gate(Path secrets, String secret) throws IOException {
        SSLContext tls = new PemTls()
                .caCertificates(Files.readString(secrets.resolve("ca.pem")))
                .clientCertificate(
                        Files.readString(secrets.resolve("wsp.pem")), Files.readString(secrets.resolve("wsp.key")))
                .build();
        return HttpIngressSink.builder()
                .url("https://gate.example")
                .sslContext(tls)
                .authHeader(ServiceToken.HEADER)
                .authToken(ServiceToken.of("svc:world_stream_producer", secret))
                .build();
    }

    void drive(WorldStreamProducer producer, ManualClock clock) {
        while (producer.doWork() > 0 || !producer.runs().isEmpty()) {
            clock.advanceNanos(Math.max(producer.nanosToNextWork(), 0));
        }
    }

    WorldStreamProducer.Builder roomy(WorldStreamProducer.Builder producer, Path scratch, Path state) {
        return producer.spillSpace(new FileSpillSpace(scratch)).surveyStore(new FileSurveyStore(state));
    }

    WorldStreamProducer.Builder sortedOnce(WorldStreamProducer.Builder producer, Path views) {
        long budget = 200L << 30; // 200 GiB
        return producer.sortedViews(new FileSortedStore(views, budget));
    }

    /** Of docs/kinesis.md. */
    WorldStreamProducer.Builder announcedOnKinesis(WorldStreamProducer.Builder producer, Path state) {
        KinesisReadySource source = KinesisReadySource.builder().stream("fp-bus-control-v1")
                .region("eu-west-1")
                .positions(new FilePositionStore(state))
                .build();
        return producer.readySource(source);
    }

    void hurry(WorldStreamProducer producer, RunId runId) {
        producer.run(runId).ifPresent(run -> {
            run.pause();
            run.changeSpeed(Speedup.of("600"));
            run.resume();
        });
    }

    WorldStreamProducer.Builder durable(WorldStreamProducer.Builder producer, Path state, Clock clock, String host) {
        return producer.checkpoints(
                new FileCheckpointStore(state),
                new FileRunLease(state, clock, Duration.ofSeconds(30), host),
                new FileDeadLetterSink(state));
    }

    FileAuditSink auditTrail(Path root, String host) {
        return new FileAuditSink(root, host); // holds the chain of this host; close it after the producer
    }

    StreamPolicy alwaysSha256(StreamPolicy policy) {
        return policy.withRead(read -> read.withSecondLook(SecondLook.SHA256));
    }

    WorldStreamProducer.Builder audited(WorldStreamProducer.Builder producer, FileAuditSink audit, String release) {
        return producer.auditSink(audit, Map.of("release", release));
    }

    void goOn(WorldStreamProducer producer, CheckpointStore checkpoints, RunLease lease, Clock clock) {
        RunLedger ledger = new RunLedger(checkpoints, lease, clock);
        for (RunId run : ledger.runs()) {
            ledger.entry(run).ifPresent(entry -> System.out.println(entry.runId() + " " + entry.state()));
        }
        producer.resumeHalted();
    }

    boolean redrive(
            Redrive.Builder builder, CheckpointStore checkpoints, RunLease lease, DeadLetterStore letters, RunId run) {
        Redrive redrive = builder.state(checkpoints, lease, letters).build();
        RedriveSummary summary = redrive.send(
                run,
                event -> System.out.println(
                        event.eventId() + " " + event.attempt().outcome()));
        return summary.status() == ReadyDisposition.COMPLETED;
    }
}
