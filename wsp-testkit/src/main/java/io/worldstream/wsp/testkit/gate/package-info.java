/**
 * An Ingestion Gate on the loopback interface, for tests and demos. It is strict about envelopes (contracts 5), reports
 * truthfully which envelopes it took, and fails as its script says (contracts 9). Start at
 * {@link io.worldstream.wsp.testkit.gate.EmbeddedGate}. Nothing here needs JUnit or jqwik.
 */
@NullMarked
package io.worldstream.wsp.testkit.gate;

import org.jspecify.annotations.NullMarked;
