/** What only all modules together can show. */
@NullMarked
package io.worldstream.wsp.tests;

import org.jspecify.annotations.NullMarked;
