/**
 * What a producer reports of its runs: progress while they stream, a summary when they end, the entries of the
 * ledger; and the two interfaces through which a host follows and steers them, {@link
 * io.worldstream.wsp.report.StreamListener} and {@link io.worldstream.wsp.report.RunControl}. May import {@code
 * policy} and {@code plan}.
 */
@NullMarked
package io.worldstream.wsp.report;

import org.jspecify.annotations.NullMarked;
