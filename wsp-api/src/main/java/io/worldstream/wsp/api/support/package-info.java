/** Support for adapter authors: operations that several adapters must perform in the same way. */
@NullMarked
package io.worldstream.wsp.api.support;

import org.jspecify.annotations.NullMarked;
