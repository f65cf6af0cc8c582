package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Resolves the links of a path even if it does not exist: reach is checked before existence (contracts 4), so a link
 * that dangles outside the roots is out of reach. {@link Path#toRealPath} requires existence.
 */
final class RealPaths {
    /** The same limit as in Linux. */
    private static final int MAX_LINKS = 40;

    private RealPaths() {}

    /**
     * Follows the links of each segment. Segments from the first missing one on are appended unchanged.
     *
     * @param path an absolute path
     * @throws FileSystemLoopException if there are too many links
     * @throws IOException if a link cannot be read
     */
    static Path of(Path path) throws IOException {
        Path real = rootOf(path);
        Deque<Path> ahead = new ArrayDeque<>();
        path.forEach(ahead::addLast);
        int links = 0;
        while (!ahead.isEmpty()) {
            Path segment = ahead.removeFirst();
            switch (segment.toString()) {
                case "", "." -> {}
                case ".." -> {
                    // The resolved part holds no links, so its parent is the real one.
                    Path parent = real.getParent();
                    real = parent == null ? real : parent;
                }
                default -> {
                    Path next = real.resolve(segment);
                    if (!Files.isSymbolicLink(next)) {
                        real = next;
                        continue;
                    }
                    if (++links > MAX_LINKS) {
                        throw new FileSystemLoopException(path.toString());
                    }
                    Path target = Files.readSymbolicLink(next);
                    real = target.isAbsolute() ? rootOf(target) : real;
                    for (int i = target.getNameCount() - 1; i >= 0; i--) {
                        ahead.addFirst(target.getName(i));
                    }
                }
            }
        }
        return real;
    }

    /** Returns whether a real path equals one of these real paths or lies below one, by whole segments. */
    static boolean liesUnder(Path real, List<Path> realRoots) {
        return realRoots.stream().anyMatch(real::startsWith);
    }

    private static Path rootOf(Path path) {
        Path root = path.getRoot();
        if (root == null) {
            throw new IllegalArgumentException("not absolute: " + path);
        }
        return root;
    }
}
