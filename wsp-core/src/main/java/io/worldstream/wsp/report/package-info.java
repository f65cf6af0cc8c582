/**
 * Reports about runs: progress while they stream, a summary when they end, and the entries of the ledger. A host
 * follows runs through {@link io.worldstream.wsp.report.StreamListener} and controls them through {@link
 * io.worldstream.wsp.report.RunControl}. May import {@code policy} and {@code plan}.
 */
@NullMarked
package io.worldstream.wsp.report;

import org.jspecify.annotations.NullMarked;
