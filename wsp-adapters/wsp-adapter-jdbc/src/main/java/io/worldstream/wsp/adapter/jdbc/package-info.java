/**
 * Run state in PostgreSQL, over a data source of the host: {@link io.worldstream.wsp.adapter.jdbc.JdbcCheckpointStore},
 * {@link io.worldstream.wsp.adapter.jdbc.JdbcRunLease} and {@link io.worldstream.wsp.adapter.jdbc.JdbcDeadLetterStore}; the
 * positions of a control bus, {@link io.worldstream.wsp.adapter.jdbc.JdbcPositionStore}; and audit trails, {@link
 * io.worldstream.wsp.adapter.jdbc.JdbcAuditSink}, with {@link io.worldstream.wsp.adapter.jdbc.JdbcAuditTrail} for readers.
 * Start with {@link io.worldstream.wsp.adapter.jdbc.JdbcDatabase}, which holds the settings that they share. {@link
 * io.worldstream.wsp.adapter.jdbc.JdbcSchema} creates and checks the tables; {@code docs/postgres.md} describes them.
 *
 * <p>Each call is one short transaction ({@code Transactions}). It imports the SPI and {@code java.sql}; the driver is
 * the host's.
 */
@NullMarked
package io.worldstream.wsp.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
