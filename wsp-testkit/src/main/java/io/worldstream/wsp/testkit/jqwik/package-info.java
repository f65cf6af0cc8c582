/**
 * jqwik arbitraries for tests of the engine: rows, worlds, facts views, policies. Needs jqwik, which the test kit does
 * not bring along. Start at {@link io.worldstream.wsp.testkit.jqwik.WspArbitraries}.
 */
@NullMarked
package io.worldstream.wsp.testkit.jqwik;

import org.jspecify.annotations.NullMarked;
