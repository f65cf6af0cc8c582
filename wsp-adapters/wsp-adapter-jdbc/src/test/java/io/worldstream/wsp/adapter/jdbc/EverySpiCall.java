package io.worldstream.wsp.adapter.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.api.Violation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Calls everything that the engine calls, to see that a user may do it. */
final class EverySpiCall {
    private final JdbcDatabase database;

    EverySpiCall(JdbcDatabase database) {
        this.database = database;
    }

    void all(RunId run) throws IOException {
        ofRuns(run);
        JdbcPositionStore positions = new JdbcPositionStore(database);
        PositionName name = new PositionName("a-bus/" + run);
        String version = positions.save(name, "{}".getBytes(UTF_8), null).orElseThrow();
        assertThat(positions.save(name, "[]".getBytes(UTF_8), version)).isPresent();
        assertThat(positions.load(name)).isPresent();
        audited("host-of-" + run);
    }

    private void audited(String host) throws IOException {
        try (JdbcAuditSink audit = JdbcAuditSink.ofFreeChain(database, host, Duration.ofSeconds(30), "a process")) {
            audit.append(
                    AuditEntry.builder(AuditKind.HOST_STARTED, Instant.EPOCH).build());
            audit.renew();
            audit.append(
                    AuditEntry.builder(AuditKind.HOST_STOPPED, Instant.EPOCH).build());
        }
        StoredAuditTrail trail = JdbcAuditTrail.in(database).stream()
                .filter(each -> each.host().equals(host))
                .findFirst()
                .orElseThrow();
        assertThat(trail.verify(record -> {})).isEqualTo(new StoredAuditTrail.Result(2, 0, null));
    }

    /** Makes a row of the run in each table of runs; returns its last epoch. */
    long ofRuns(RunId run) throws IOException {
        JdbcRunLease lease = new JdbcRunLease(database, Duration.ofSeconds(30), "a host");
        Grant grant = lease.acquire(run).orElseThrow();
        assertThat(lease.acquire(run)).isEmpty();
        assertThat(lease.holder(run)).isPresent();
        assertThat(grant.renew()).isTrue();

        JdbcCheckpointStore checkpoints = new JdbcCheckpointStore(database);
        checkpoints.open(run, grant.epoch());
        checkpoints.save(run, grant.epoch(), new byte[1]);
        assertThat(checkpoints.runs()).contains(run);
        checkpoints.discard(run, grant.epoch());
        assertThat(checkpoints.read(run)).isEmpty();

        JdbcDeadLetterStore deadLetters = new JdbcDeadLetterStore(database);
        deadLetters.open(run, grant.epoch());
        DeadLetter letter = DeadLetter.builder(
                        run,
                        new OutputId("o"),
                        new Violation(ReasonCode.ROW_INVALID, "part#row=1", "a reason"),
                        new Hex64("0f".repeat(32)))
                .build();
        deadLetters.record(grant.epoch(), letter);
        deadLetters.redriven(
                grant.epoch(),
                run,
                letter.position(),
                new RedriveAttempt(Instant.EPOCH, RedriveAttempt.Outcome.ADMIT, List.of(), null));
        assertThat(deadLetters.find(run, letter.position())).isPresent();
        deadLetters.forEach(run, entry -> assertThat(entry.landed()).isTrue());
        grant.release();
        return grant.epoch();
    }
}
