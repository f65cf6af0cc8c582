/**
 * From a READY to framed events: join, plan, survey, merge, and reading ahead. Start at {@link
 * io.worldstream.wsp.internal.source.Preparation}. May import every room but {@code run} and {@code engine}.
 */
@NullMarked
package io.worldstream.wsp.internal.source;

import org.jspecify.annotations.NullMarked;
