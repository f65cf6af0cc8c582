/**
 * Adapter for Amazon S3 and stores that speak its protocol. Start with {@link
 * io.worldstream.wsp.adapter.s3.S3Connection}, of which a host makes one. Over it, {@link
 * io.worldstream.wsp.adapter.s3.S3OracleReader} reads sealed objects under declared roots, {@link
 * io.worldstream.wsp.adapter.s3.S3SurveyStore} and {@link io.worldstream.wsp.adapter.s3.S3SortedStore} store surveys and
 * sorted views, and {@link io.worldstream.wsp.adapter.s3.S3StateFolder} holds the state of runs.
 *
 * <p>Nothing here writes under a root of sealed objects, and nothing lists there beyond the folder or the pattern that a
 * reference names. {@code S3Store} makes the calls and {@code S3Failures} says what a failed one means; {@code
 * PartResolver} maps references to pinned objects; {@code S3PartContent} reads them ahead, within {@code ReadMemory}.
 * {@code docs/s3.md} lists permissions, limits and failures.
 *
 * <p>{@code SortedObjects} lists views with their uses, and keeps a budget; {@code OpenViews} tells other hosts which views
 * are open here; {@code ObjectUpload} writes them in parts.
 *
 * <p>The state is a few objects of each run, each replaced by compare-and-set: {@code StateObjects} makes these calls and
 * finds out what became of a write whose answer was lost, {@code StateFailures} says what a failed one means, {@code
 * StateFrame} is the form of the objects. Positions of a control bus are replaced in the same way, in a form of their own,
 * {@code PositionObject}. {@code DeadLetterSession} writes dead letters in two steps. {@code
 * docs/s3-state.md} lists objects, permissions and costs.
 */
@NullMarked
package io.worldstream.wsp.adapter.s3;

import org.jspecify.annotations.NullMarked;
