/** Utilities shared by several packages of the test kit. Not exported. */
@NullMarked
package io.worldstream.wsp.testkit.internal;

import org.jspecify.annotations.NullMarked;
