/** What several packages of the test kit share. Not exported. */
@NullMarked
package io.worldstream.wsp.testkit.internal;

import org.jspecify.annotations.NullMarked;
