/**
 * Fixed seeds for the properties of this build. jqwik finds the hook as a service, so a dependency on this module
 * suffices.
 */
@NullMarked
package io.worldstream.wsp.seeds;

import org.jspecify.annotations.NullMarked;
