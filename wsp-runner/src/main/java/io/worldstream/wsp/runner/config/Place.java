package io.worldstream.wsp.runner.config;

import java.nio.file.Path;

/**
 * The context in which paths are read.
 *
 * @param folder the configuration file's folder, absolute; relative paths are resolved against it
 * @param spelling the path spelling of this process
 */
record Place(Path folder, PathSpelling spelling) {
    Location locate(String text) {
        return new Location(text, spelling.resolve(folder, text));
    }
}
