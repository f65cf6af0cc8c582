/** Tests that need all modules together. */
@NullMarked
package io.worldstream.wsp.tests;

import org.jspecify.annotations.NullMarked;
