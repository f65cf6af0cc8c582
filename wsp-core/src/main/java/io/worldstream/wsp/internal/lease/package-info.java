/**
 * Which host streams a run, and where that run stands: the lease, the record saved under its epoch, and the evidence
 * beside it (I8, I9). Start at {@link io.worldstream.wsp.internal.lease.LeaseAcquisition}. May import {@code
 * progress}, {@code tasks} and the rooms below them.
 */
@NullMarked
package io.worldstream.wsp.internal.lease;

import org.jspecify.annotations.NullMarked;
