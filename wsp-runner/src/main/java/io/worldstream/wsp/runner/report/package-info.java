/**
 * What the {@code wsp} command prints: summaries and plans as JSON for programs ({@link
 * io.worldstream.wsp.runner.report.SummaryJson}), the same and the progress of a run for people.
 */
@NullMarked
package io.worldstream.wsp.runner.report;

import org.jspecify.annotations.NullMarked;
