/**
 * Pushes in flight, the meaning of their outcomes, and the settled prefix that follows (contracts 9; I7, I8). Start
 * at {@link io.worldstream.wsp.internal.push.Dispatcher}. May import {@code frame}, {@code progress}, {@code flow}
 * and the rooms below them.
 *
 * <p>A push is queued behind its flow, out at the sink, waiting for its retry, recording its evidence, or settled. The
 * {@code Dispatcher} sends it, and {@code Outcomes} decides all other transitions. Each is counted once: the state of
 * each open push by {@code PushQueue}, retries and terminal outcomes by {@code ReceiptTracker}.
 */
@NullMarked
package io.worldstream.wsp.internal.push;

import org.jspecify.annotations.NullMarked;
