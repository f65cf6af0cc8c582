package io.worldstream.wsp.testkit.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mistake that somebody could have made in the engine.
 *
 * @param name what it does
 * @param source the class, from the core's source root on, without suffix
 * @param text what stands there, once
 * @param instead what is put in its place
 * @param seed of a schedule that finds it
 */
record PlantedDefect(String name, String source, String text, String instead, long seed) {
    private static final Path SOURCES =
            Path.of(System.getProperty("sim.core", Path.of("..", "wsp-core").toString()), "src", "main", "java");
    private static final String ROOT = "io/worldstream/wsp/";

    String className() {
        return (ROOT + source).replace('/', '.');
    }

    /** The class's source with the mistake in it. */
    String spoiltSource() throws IOException {
        String sound = Files.readString(SOURCES.resolve(ROOT + source + ".java"));
        int at = sound.indexOf(text);
        if (at < 0 || sound.indexOf(text, at + 1) >= 0) {
            throw new IllegalStateException(name + ": the text is not found exactly once in " + source + ": " + text);
        }
        return sound.substring(0, at) + instead + sound.substring(at + text.length());
    }

    @Override
    public String toString() {
        return name;
    }
}
