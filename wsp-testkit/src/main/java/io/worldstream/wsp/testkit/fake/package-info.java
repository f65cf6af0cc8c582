/**
 * In-memory fakes for the four adapters that a host must supply: time ({@link ManualClock}), the control bus
 * ({@link InMemoryReadySource}), the sealed stores ({@link InMemoryOracle}) and the gate ({@link RecordingSink}). Further
 * fakes stand in for the optional ones: spill space ({@link InMemorySpillSpace}), a survey store
 * ({@link InMemorySurveyStore}), a store of sorted views ({@link InMemorySortedStore}), positions on a bus
 * ({@link InMemoryPositionStore}), checkpoints ({@link InMemoryCheckpointStore}), a lease ({@link InMemoryRunLease}), dead
 * letters ({@link InMemoryDeadLetterSink}) and an audit trail ({@link InMemoryAuditSink}).
 *
 * <p>Each fake obeys the rules of the SPI that it implements, records its calls, fails on request, and detects callers
 * that break the rules. The {@code world} package supplies sealed worlds to put into them. Nothing here needs JUnit or
 * jqwik.
 */
@NullMarked
package io.worldstream.wsp.testkit.fake;

import org.jspecify.annotations.NullMarked;
