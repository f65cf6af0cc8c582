@NullMarked
package io.worldstream.wsp.compare;

import org.jspecify.annotations.NullMarked;
