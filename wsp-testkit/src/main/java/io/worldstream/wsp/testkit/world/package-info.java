/**
 * Sealed worlds: rows in parts, proofs, facts view, READY message and catalogue, all of which fit together (contracts 1 to
 * 4). Start at {@link io.worldstream.wsp.testkit.world.World}: {@code World.bankMonth()} makes a bank's month of as many
 * events as asked for, {@code World.ofRows()} seals rows that a test or a real data set brings.
 *
 * <p>The same settings give the same bytes. Nothing here needs JUnit or jqwik.
 */
@NullMarked
package io.worldstream.wsp.testkit.world;

import org.jspecify.annotations.NullMarked;
