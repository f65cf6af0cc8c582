/**
 * In-memory fakes for the four adapters that a host must supply: time ({@link io.worldstream.wsp.testkit.ManualClock}),
 * the control bus ({@link io.worldstream.wsp.testkit.InMemoryReadySource}), the sealed stores
 * ({@link io.worldstream.wsp.testkit.InMemoryOracle}) and the gate ({@link io.worldstream.wsp.testkit.RecordingSink}).
 * Further fakes stand in for the optional ones: spill space ({@link io.worldstream.wsp.testkit.InMemorySpillSpace}), a
 * survey store ({@link io.worldstream.wsp.testkit.InMemorySurveyStore}), checkpoints
 * ({@link io.worldstream.wsp.testkit.InMemoryCheckpointStore}), a lease
 * ({@link io.worldstream.wsp.testkit.InMemoryRunLease}) and dead letters
 * ({@link io.worldstream.wsp.testkit.InMemoryDeadLetterSink}).
 *
 * <p>Each fake obeys the rules of the SPI that it implements, records its calls, fails on request, and detects callers
 * that break the rules. The {@code world} package supplies sealed worlds to put into them.
 */
@NullMarked
package io.worldstream.wsp.testkit;

import org.jspecify.annotations.NullMarked;
