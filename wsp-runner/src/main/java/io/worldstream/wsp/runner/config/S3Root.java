package io.worldstream.wsp.runner.config;

/**
 * A prefix of an S3 bucket.
 *
 * @param written the text as configured, {@code s3://bucket} with or without a prefix
 */
public record S3Root(String written) implements Root {}
