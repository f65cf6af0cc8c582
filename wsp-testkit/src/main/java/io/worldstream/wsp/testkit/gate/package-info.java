/**
 * An Ingestion Gate on the loopback interface, for tests and demos: strict about envelopes (contracts 5), honest about what
 * it took, and as faulty as its script makes it (contracts 9). Start at {@link
 * io.worldstream.wsp.testkit.gate.EmbeddedGate}. Nothing here needs JUnit or jqwik.
 */
@NullMarked
package io.worldstream.wsp.testkit.gate;

import org.jspecify.annotations.NullMarked;
