/**
 * The test kit. {@link ProducerDriver} drives a producer under a manual clock, without threads; everything else has a
 * package of its own:
 *
 * <ul>
 *   <li>{@code fake}: in-memory adapters that fail on request
 *   <li>{@code world}: sealed worlds, on disk or in memory
 *   <li>{@code gate}: an Ingestion Gate with a socket
 *   <li>{@code contract}: the rules of each SPI as JUnit tests, to prove an adapter
 *   <li>{@code jqwik}: random worlds, facts views and policies
 *   <li>{@code sim}: the engine under thousands of fault schedules
 * </ul>
 */
@NullMarked
package io.worldstream.wsp.testkit;

import org.jspecify.annotations.NullMarked;
