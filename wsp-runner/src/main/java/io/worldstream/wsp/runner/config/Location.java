package io.worldstream.wsp.runner.config;

import java.nio.file.Path;

/**
 * A file or folder of the configuration.
 *
 * @param written the text as configured; references of the world may begin with it (contracts 4, Reach)
 * @param path the resolved path; relative text is resolved against the configuration file's folder
 */
public record Location(String written, Path path) implements Root {}
