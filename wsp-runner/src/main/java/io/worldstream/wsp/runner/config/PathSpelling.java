package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.support.LogText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Resolves text to paths and rejects paths that the process cannot spell to its operating system. The JVM spells paths
 * in the charset of its locale: under {@code LC_ALL=C}, a path with an umlaut names no file or another file.
 *
 * @param charset the charset in which the process spells paths
 */
public record PathSpelling(Charset charset) {
    /** Returns the spelling of this process. */
    public static PathSpelling ofThisProcess() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return new PathSpelling(Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8);
    }

    /**
     * Resolves a path; a relative one against {@code folder}.
     *
     * @throws IllegalArgumentException if the text is not a path, or this process cannot spell it; the message names
     *     the locale and the remedy
     */
    public Path resolve(Path folder, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a path, found an empty text");
        }
        String unspelled = text;
        try {
            Path path = folder.resolve(text);
            if (charset.newEncoder().canEncode(path.toString())) {
                return path;
            }
            unspelled = path.toString();
        } catch (InvalidPathException e) {
            if (charset.newEncoder().canEncode(text)) {
                throw new IllegalArgumentException(
                        "not a path: " + LogText.quote(text) + " (" + e.getReason() + ")", e);
            }
        }
        throw new IllegalArgumentException("the locale of this process (" + charset
                + ") cannot spell the path " + LogText.quote(unspelled)
                + "; start wsp in a UTF-8 locale, such as LC_ALL=C.UTF-8");
    }
}
