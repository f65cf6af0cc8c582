/**
 * Benchmarks of the engine's cost and precision. Each class is a program or a JMH benchmark; start at {@link
 * io.worldstream.wsp.benchmarks.LatenessBenchmark}.
 */
@NullMarked
package io.worldstream.wsp.benchmarks;

import org.jspecify.annotations.NullMarked;
