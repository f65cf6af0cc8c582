package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host whose audit trail is in a database that is away, and comes back. */
@Tag("server")
@Timeout(300)
final class AuditedHostTest {
    private static final int EVENTS = 20;

    @Test
    void host_whoseDatabaseIsAway_doesNothingUntilItIsBack() throws Exception {
        JdbcDatabase database = TestServer.newDatabase();
        InMemoryOracle oracle = new InMemoryOracle();
        World world = World.bankMonth().events(EVENTS).putInto(oracle);
        InMemoryReadySource ready = new InMemoryReadySource();
        world.announceOn(ready);
        RecordingSink gate = RecordingSink.create();
        TestServer.execute("ALTER SCHEMA " + database.schema() + " RENAME TO away_" + database.schema());
        try (JdbcAuditSink audit = new JdbcAuditSink(database, "host-1", Duration.ofHours(1), "a process");
                WorldStreamProducer producer = WorldStreamProducer.builder()
                        .readySource(ready)
                        .oracle(oracle)
                        .ingress(gate)
                        .catalogue(world.catalogue())
                        .policy(StreamPolicy.defaults().withSpeedup(Speedup.MAX))
                        .auditSink(audit, Map.of())
                        .build()) {
            producer.start();
            assertThatThrownBy(producer::awaitIdle)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE))
                    .hasMessageContaining("cannot take the audit trail of host host-1");
            assertThat(gate.admitted()).isEmpty();
            assertThat(oracle.opened()).isEmpty();
            TestServer.execute("ALTER SCHEMA away_" + database.schema() + " RENAME TO " + database.schema());
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (gate.admitted().size() < EVENTS) {
                assertThat(System.nanoTime()).as("the host goes on").isLessThan(end);
                Thread.onSpinWait();
            }
        }
        List<AuditKind> kinds = new ArrayList<>();
        StoredAuditTrail trail = JdbcAuditTrail.in(database).get(0);
        assertThat(trail.verify(record -> kinds.add(record.entry().kind())).fault())
                .isNull();
        assertThat(kinds)
                .startsWith(AuditKind.HOST_STARTED, AuditKind.READY_ACCEPTED)
                .endsWith(AuditKind.HOST_STOPPED);
    }
}
