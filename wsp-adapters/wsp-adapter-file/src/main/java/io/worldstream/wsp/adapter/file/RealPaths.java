package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Says where a path really lies, links followed, also if nothing is there: reach is judged before existence (contracts
 * 4), so a link that dangles outside is outside. {@link Path#toRealPath} cannot say that.
 */
final class RealPaths {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    private RealPaths() {}

    /**
     * Follows the links of each segment in turn. From the first segment on that does not exist, the path is taken as it
     * is written.
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
                    // What is already walked holds no links, so its parent is the real one.
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

    /** Whether a real path is one of these real paths or lies below one, by whole segments. */
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
