/**
 * Adapter for Amazon S3 and stores that speak its protocol. {@link io.worldstream.wsp.adapter.s3.S3OracleReader} reads
 * sealed objects under declared roots; start there. {@link io.worldstream.wsp.adapter.s3.S3SurveyStore} stores surveys.
 *
 * <p>Nothing here writes under a root of sealed objects, and nothing lists beyond the folder or the pattern that a
 * reference names. {@code S3Store}
 * makes the calls and {@code S3Failures} says what a failed one means; {@code PartResolver} maps references to pinned
 * objects; {@code S3PartContent} reads them ahead, within {@code ReadMemory}. {@code docs/s3.md} lists permissions,
 * limits and failures.
 */
@NullMarked
package io.worldstream.wsp.adapter.s3;

import org.jspecify.annotations.NullMarked;
