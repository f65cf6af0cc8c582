package io.worldstream.wsp.runner.config;

import java.nio.file.Path;

/**
 * Where values are read: what relative paths count from, and how paths are spelled.
 *
 * @param folder the configuration file's folder, absolute
 * @param spelling how this process spells paths
 */
record Place(Path folder, PathSpelling spelling) {
    Location locate(String text) {
        return new Location(text, spelling.resolve(folder, text));
    }
}
