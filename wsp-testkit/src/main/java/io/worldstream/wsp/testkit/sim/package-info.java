/**
 * A deterministic simulator of the whole producer: virtual time, one thread, one seed. It drives the real engine with a
 * bus, an oracle, a gate, stores, leases, clocks and processes that fail, and checks the invariants on everything that
 * the engine does.
 *
 * <p>Start at {@link io.worldstream.wsp.testkit.sim.Simulation}.
 */
@NullMarked
package io.worldstream.wsp.testkit.sim;

import org.jspecify.annotations.NullMarked;
