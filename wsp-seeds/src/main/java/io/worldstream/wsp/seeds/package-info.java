/** Fixed seeds for the build's own properties. A service that jqwik finds: a dependency on the module is all it takes. */
@NullMarked
package io.worldstream.wsp.seeds;

import org.jspecify.annotations.NullMarked;
