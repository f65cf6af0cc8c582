/**
 * In-memory stand-ins for the four adapters of a host: time ({@link io.worldstream.wsp.testkit.ManualClock}), the control
 * bus ({@link io.worldstream.wsp.testkit.InMemoryReadySource}), the sealed stores ({@link
 * io.worldstream.wsp.testkit.InMemoryOracle}) and the gate ({@link io.worldstream.wsp.testkit.RecordingSink}); and for what
 * a host may bring: spill space ({@link io.worldstream.wsp.testkit.InMemorySpillSpace}), a survey store ({@link
 * io.worldstream.wsp.testkit.InMemorySurveyStore}), checkpoints ({@link
 * io.worldstream.wsp.testkit.InMemoryCheckpointStore}), a lease ({@link io.worldstream.wsp.testkit.InMemoryRunLease}) and a
 * quarantine ({@link io.worldstream.wsp.testkit.InMemoryQuarantineSink}).
 *
 * <p>Each obeys the rules of the SPI that it implements, records what was asked of it, fails on request, and catches
 * callers that break the rules on their side. A sealed world to put into them comes from the {@code world} package.
 */
@NullMarked
package io.worldstream.wsp.testkit;

import org.jspecify.annotations.NullMarked;
