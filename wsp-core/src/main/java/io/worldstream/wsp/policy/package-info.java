/**
 * A host's settings for its streams. Start at {@link io.worldstream.wsp.policy.StreamPolicy}. Immutable values; imports
 * no other package of the core.
 */
@NullMarked
package io.worldstream.wsp.policy;

import org.jspecify.annotations.NullMarked;
