/**
 * Exclusive and durable ownership of a run: its lease, and the checkpoint and evidence saved under the lease's epoch
 * (I8, I9). Start at {@link io.worldstream.wsp.internal.lease.LeaseAcquisition}. May import {@code
 * progress}, {@code tasks} and the rooms below them.
 */
@NullMarked
package io.worldstream.wsp.internal.lease;

import org.jspecify.annotations.NullMarked;
