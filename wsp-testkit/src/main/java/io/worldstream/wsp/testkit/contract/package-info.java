/**
 * Contract kits: the rules of {@code docs/spec.md} as JUnit tests, with which an author proves an adapter. Extend the
 * kit of your SPI ({@link io.worldstream.wsp.testkit.contract.ReadySourceContract},
 * {@link io.worldstream.wsp.testkit.contract.OracleReaderContract},
 * {@link io.worldstream.wsp.testkit.contract.IngressSinkContract},
 * {@link io.worldstream.wsp.testkit.contract.ClockContract},
 * {@link io.worldstream.wsp.testkit.contract.SpillSpaceContract},
 * {@link io.worldstream.wsp.testkit.contract.SurveyStoreContract},
 * {@link io.worldstream.wsp.testkit.contract.SortedStoreContract},
 * {@link io.worldstream.wsp.testkit.contract.PositionStoreContract},
 * {@link io.worldstream.wsp.testkit.contract.CheckpointStoreContract},
 * {@link io.worldstream.wsp.testkit.contract.RunLeaseContract},
 * {@link io.worldstream.wsp.testkit.contract.DeadLetterSinkContract},
 * {@link io.worldstream.wsp.testkit.contract.AuditSinkContract}), implement its abstract methods, and run it.
 *
 * <p>The name of each test begins with the rule that it proves. Tests are final, so that a subclass cannot weaken a
 * rule. JUnit creates a new instance, and so a new fixture, for each test. The kits need JUnit Jupiter, which the test
 * kit does not bring along.
 */
@NullMarked
package io.worldstream.wsp.testkit.contract;

import org.jspecify.annotations.NullMarked;
