package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queries of docs/postgres.md. */
@Tag("server")
@Timeout(300)
final class PostgresDocumentTest {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));

    @Test
    void queries_onTablesWithARun_returnARow() throws Exception {
        JdbcDatabase database =
                JdbcDatabase.builder(TestServer.dataSource()).schema("wsp").build();
        new JdbcSchema(database).migrate();
        new EverySpiCall(database).all(RUN);
        new JdbcCheckpointStore(database).open(RUN, Long.MAX_VALUE);
        new JdbcCheckpointStore(database).save(RUN, Long.MAX_VALUE, new byte[1]);
        assertThat(new JdbcRunLease(database, Duration.ofHours(1), "host-1").acquire(RUN))
                .isPresent();
        try (JdbcAuditSink audit = new JdbcAuditSink(database, "host-1", Duration.ofHours(1), "a process")) {
            audit.append(
                    AuditEntry.builder(AuditKind.HOST_STARTED, Instant.EPOCH).build());
        }

        List<String> queries = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../../docs/postgres.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(queries)
                .hasSize(6)
                .allSatisfy(
                        query -> assertThat(TestServer.query(database, query)).isNotEqualTo("none"));
    }
}
