/**
 * Contract kits: the rules of {@code docs/spec.md} as JUnit tests, by which the author of an adapter proves it. Extend the
 * kit of your SPI ({@link io.worldstream.wsp.testkit.contract.ReadySourceContract}, {@link
 * io.worldstream.wsp.testkit.contract.OracleReaderContract}, {@link
 * io.worldstream.wsp.testkit.contract.IngressSinkContract}, {@link io.worldstream.wsp.testkit.contract.ClockContract}, {@link
 * io.worldstream.wsp.testkit.contract.SpillSpaceContract}, {@link
 * io.worldstream.wsp.testkit.contract.SurveyStoreContract}), say how to set the scene, and run it.
 *
 * <p>The name of a test begins with the rule that it proves. Tests are final: a rule is kept or it is not. A new instance,
 * and so a new scene, serves each test. Needs JUnit Jupiter, which the test kit does not bring along.
 */
@NullMarked
package io.worldstream.wsp.testkit.contract;

import org.jspecify.annotations.NullMarked;
