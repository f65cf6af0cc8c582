/** What outlasts a process: where each run stands, and whose it is (I8, I9). Start at {@link io.worldstream.wsp.internal.ledger.RunKeeping}. */
@NullMarked
package io.worldstream.wsp.internal.ledger;

import org.jspecify.annotations.NullMarked;
