/**
 * Sealed worlds: rows in parts, proofs, facts view, READY message and catalogue, all consistent with each other
 * (contracts 1 to 4). Start at {@link io.worldstream.wsp.testkit.world.World}: {@code World.bankMonth()} generates a
 * bank's month with the requested number of events, and {@code World.ofRows()} seals the rows of a test or a real data
 * set.
 *
 * <p>The same settings produce the same bytes. Nothing here needs JUnit or jqwik.
 */
@NullMarked
package io.worldstream.wsp.testkit.world;

import org.jspecify.annotations.NullMarked;
