/** Support for adapter authors: what several adapters need to do in the same way. */
@NullMarked
package io.worldstream.wsp.api.support;

import org.jspecify.annotations.NullMarked;
