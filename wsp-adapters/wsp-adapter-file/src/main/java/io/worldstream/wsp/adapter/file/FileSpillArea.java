package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An area of a {@link FileSpillSpace}: a folder of spill files with a lock file that exists from before the first of
 * them until after the last. Thread-safe.
 */
final class FileSpillArea implements SpillArea {
    /** Name of the lock file. */
    static final String LOCK = "lock";

    private static final Pattern SPILL = Pattern.compile("[0-9]{1,19}\\.spill");

    private final Path root;
    private final Path folder;
    private final HeldFile lock;
    private final Set<FileSpillFile> files = ConcurrentHashMap.newKeySet();
    private long created;
    private boolean closed;

    /**
     * Creates an area.
     *
     * @param root the space
     * @param folder the area
     * @param lock the area's lock file, released when the area is closed
     */
    FileSpillArea(Path root, Path folder, HeldFile lock) {
        this.root = root;
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Removes the area of another process if that process is dead.
     *
     * @return whether the area is gone
     */
    static boolean removeIfAbandoned(Path folder) throws IOException {
        List<Path> spilled = spillFiles(folder);
        Path lock = folder.resolve(LOCK);
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
            HeldFile.ifAbandoned(lock, () -> {
                removeAll(spillFiles(folder));
                Files.deleteIfExists(lock);
            });
        } else {
            // No process owns these files: they were listed before the lock was found missing, so a new area did not
            // create them.
            removeAll(spilled);
        }
        return removeIfEmpty(folder);
    }

    @Override
    public synchronized SpillFile create() throws IOException {
        if (closed) {
            throw new IOException("the spill area " + folder + " is closed");
        }
        Path path = folder.resolve(created + ".spill");
        Set<StandardOpenOption> options = new HashSet<>(
                Arrays.asList(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            FileChannel channel = FileChannel.open(path, options, Folders.ownersFile(path));
            created++;
            FileSpillFile file = new FileSpillFile(this, root, path, channel);
            files.add(file);
            return file;
        } catch (IOException e) {
            throw FileSpillSpace.unusable(root, "create a file", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        List<HeldFile.Removal> steps = new ArrayList<>();
        files.forEach(file -> steps.add(file::close));
        steps.add(() -> removeAll(spillFiles(folder))); // those whose own close failed
        steps.add(() -> Files.deleteIfExists(folder.resolve(LOCK)));
        steps.add(lock::close);
        steps.add(() -> {
            if (!removeIfEmpty(folder)) {
                throw new IOException("the spill area " + folder + " contains foreign files and is not removed");
            }
        });
        runAll(steps);
    }

    void closed(FileSpillFile file) {
        files.remove(file);
    }

    private static void runAll(List<HeldFile.Removal> steps) throws IOException {
        @Nullable IOException failure = null;
        for (HeldFile.Removal step : steps) {
            try {
                step.run();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static List<Path> spillFiles(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> SPILL.matcher(entry.getFileName().toString()).matches())) {
            entries.forEach(found::add);
        } catch (NoSuchFileException e) {
            return List.of(); // the folder is gone
        }
        return found;
    }

    private static void removeAll(List<Path> spilled) throws IOException {
        for (Path each : spilled) {
            Files.deleteIfExists(each);
        }
    }

    private static boolean removeIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
