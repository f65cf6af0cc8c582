/**
 * Comparison of two streams that were written to files: previews, what a consumer of the bus saw, what another producer
 * framed. Start at {@link io.worldstream.wsp.compare.StreamComparison}. Depends on the API and Jackson's parser only.
 */
@NullMarked
package io.worldstream.wsp.compare;

import org.jspecify.annotations.NullMarked;
