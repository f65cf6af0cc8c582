/**
 * The path from a READY to framed events: join, plan, survey, merge and read ahead. Start at {@link
 * io.worldstream.wsp.internal.source.Preparation}. May import every room except {@code run} and {@code engine}.
 */
@NullMarked
package io.worldstream.wsp.internal.source;

import org.jspecify.annotations.NullMarked;
