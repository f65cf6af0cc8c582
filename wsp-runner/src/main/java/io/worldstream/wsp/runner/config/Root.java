package io.worldstream.wsp.runner.config;

/** A root of the world or of state: a folder of this machine, or a prefix of an S3 bucket. */
public sealed interface Root permits Location, S3Root {
    /** Returns the text as configured; references of the world may begin with it (contracts 4, Reach). */
    String written();
}
