/**
 * Adapter for Amazon S3 and stores that speak its protocol. {@link io.worldstream.wsp.adapter.s3.S3OracleReader} reads
 * sealed objects under declared roots, {@link io.worldstream.wsp.adapter.s3.S3StateFolder} holds the state of runs, and
 * {@link io.worldstream.wsp.adapter.s3.S3SurveyStore} stores surveys. Start with one of them.
 *
 * <p>Nothing here writes under a root of sealed objects, and nothing lists there beyond the folder or the pattern that a
 * reference names. {@code S3Store}
 * makes the calls and {@code S3Failures} says what a failed one means; {@code PartResolver} maps references to pinned
 * objects; {@code S3PartContent} reads them ahead, within {@code ReadMemory}. {@code docs/s3.md} lists permissions,
 * limits and failures.
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
