/**
 * Output of the {@code wsp} command: summaries and plans as JSON for programs ({@link
 * io.worldstream.wsp.runner.report.SummaryJson}), and in human-readable text.
 */
@NullMarked
package io.worldstream.wsp.runner.report;

import org.jspecify.annotations.NullMarked;
