package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileFailure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hidden work folder next to a folder that is to appear only when it is complete. Closing it removes whatever was not
 * published, and the parents that were created for it. Not thread-safe.
 */
final class StagedFolder implements Closeable {
    private final String option;
    private final Path place;
    /** The place without links. */
    private final Path target;

    private final Path work;
    /** Parents that did not exist, deepest first. */
    private final Deque<Path> created;

    private boolean published;

    private StagedFolder(String option, Path place, Path target, Path work, Deque<Path> created) {
        this.option = option;
        this.place = place;
        this.target = target;
        this.work = work;
        this.created = created;
    }

    /**
     * Creates a work folder.
     *
     * @param option the option that names the place, for messages
     * @param place the absolute path of the folder to publish, missing or empty
     * @throws UsageException if the work folder cannot be created, or could not be moved to the place
     */
    static StagedFolder nextTo(String option, Path place) {
        Deque<Path> created = new ArrayDeque<>();
        try {
            Path real = Files.exists(place) ? place.toRealPath() : place.normalize();
            Path parent = real.getParent();
            if (parent == null || real.equals(Path.of("").toRealPath())) {
                throw new UsageException(option + ": the folder cannot be replaced; name one inside it: " + place);
            }
            for (Path missing = parent; missing != null && !Files.exists(missing); missing = missing.getParent()) {
                created.addLast(missing);
            }
            parent = Files.createDirectories(parent).toRealPath();
            if (Files.exists(real) && !Files.getFileStore(real).equals(Files.getFileStore(parent))) {
                throw new UsageException(option + ": the folder is a mount point; name one inside it: " + place);
            }
            Path target = parent.resolve(real.getFileName());
            Path work = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".partial");
            return new StagedFolder(option, place, target, Files.createDirectory(work), created);
        } catch (IOException e) {
            delete(created);
            throw new UsageException(
                    option + ": cannot create a folder next to " + place + ": " + FileFailure.inWords(e));
        }
    }

    /** Returns the work folder, without links. */
    Path path() {
        return work;
    }

    /** Returns the place of the published folder, as it was named. */
    Path place() {
        return place;
    }

    /**
     * Moves a folder inside the work folder to its place, atomically.
     *
     * @throws UsageException if the place can no longer be taken
     */
    void publish(Path folder) {
        try {
            Files.deleteIfExists(target);
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
            published = true;
        } catch (IOException e) {
            throw new UsageException(
                    option + ": cannot move the finished folder to " + place + ": " + FileFailure.inWords(e));
        }
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(work, new Deletion());
        if (!published) {
            delete(created);
        }
    }

    /** Removes folders unless someone else has put something there meanwhile. */
    private static void delete(Iterable<Path> folders) {
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
