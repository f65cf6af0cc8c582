package io.worldstream.wsp.tests;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.jdbc.JdbcCheckpointStore;
import io.worldstream.wsp.adapter.jdbc.JdbcDatabase;
import io.worldstream.wsp.adapter.jdbc.JdbcDeadLetterStore;
import io.worldstream.wsp.adapter.jdbc.JdbcRunLease;
import io.worldstream.wsp.adapter.jdbc.JdbcSchema;
import java.io.IOException;
import java.time.Duration;
import javax.sql.DataSource;

/** The code of docs/postgres.md. */
final class PostgresExamples {
    WorldStreamProducer.Builder durable(WorldStreamProducer.Builder producer, DataSource dataSource, String host)
            throws IOException {
        JdbcDatabase database = JdbcDatabase.builder(dataSource).schema("wsp").build();
        new JdbcSchema(database).check();
        return producer.checkpoints(
                new JdbcCheckpointStore(database),
                new JdbcRunLease(database, Duration.ofSeconds(30), host),
                new JdbcDeadLetterStore(database));
    }
}
