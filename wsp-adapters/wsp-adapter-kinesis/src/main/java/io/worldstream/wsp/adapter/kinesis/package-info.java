/**
 * Adapter for Amazon Kinesis data streams: the control bus as a stream ({@link
 * io.worldstream.wsp.adapter.kinesis.KinesisReadySource}). Start there.
 *
 * <p>Nothing here writes to a stream. {@code StreamReader} reads on a thread of its own; {@code Positions} owns what is
 * delivered and settled, and saves it in a {@link io.worldstream.wsp.api.PositionStore}; {@code StreamCalls} is the only
 * class that calls AWS, and {@code StreamFailure} puts its failures into words.
 */
@NullMarked
package io.worldstream.wsp.adapter.kinesis;

import org.jspecify.annotations.NullMarked;
