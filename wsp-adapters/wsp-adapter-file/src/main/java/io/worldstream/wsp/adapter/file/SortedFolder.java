package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a {@link FileSortedStore}: names, times, and room within a budget. Thread-safe. */
final class SortedFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SortedFolder.class);
    private static final Pattern VIEW = Pattern.compile("([0-9a-f]{64})\\.view");
    private static final Pattern HELD =
            Pattern.compile("([0-9a-f]{64})-(" + ProcessName.PATTERN + ")-[0-9a-f]{16}\\.(?:tmp|use)");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Serialises what must not overlap; held for milliseconds. */
    private static final String LOCK = ".lock";

    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

    /** An attempt only fails if another process cleans up within the microseconds in which a file is created. */
    private static final int MOST_ATTEMPTS = 100;

    private final Path root;

    /** @param root the folder, as an absolute path */
    SortedFolder(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Returns the file of a view. */
    Path view(Hex64 key) {
        return root.resolve(key + ".view");
    }

    /**
     * Returns whether the folder does not exist.
     *
     * @throws IOException if it cannot be seen, or is no folder
     */
    boolean missing() throws IOException {
        try {
            if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(root.toString());
            }
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Runs work that no other thread or process does in this folder at the same time. */
    <T> T exclusively(FileMutex.Work<T> work) throws IOException {
        return FileMutex.within(root, LOCK, LOCK_WAIT, work);
    }

    /**
     * Creates a file for a key and holds it.
     *
     * @param suffix {@code tmp} for a draft, {@code use} for a view that is open
     */
    Held hold(Hex64 key, String suffix) throws IOException {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Path path = root.resolve(
                    key + "-" + ProcessName.THIS + "-" + HexFormat.of().toHexDigits(RANDOM.nextLong()) + "." + suffix);
            Optional<HeldFile> made = HeldFile.create(path);
            if (made.isPresent()) {
                return new Held(path, made.get());
            }
        }
        throw new IOException("other processes immediately remove new files in " + root);
    }

    /**
     * Marks a view as used, later than all others. To be called exclusively.
     *
     * @param now a file that was just created
     */
    void markUsed(Path view, Path now) throws IOException {
        Instant latest = Files.getLastModifiedTime(now).toInstant();
        for (Stored each : stored("*.view")) {
            if (!each.path.equals(view) && !each.used.isBefore(latest)) {
                latest = each.used.plusNanos(1_000);
            }
        }
        Files.setLastModifiedTime(view, FileTime.from(latest));
    }

    /**
     * Removes views whose use is longest ago until there is room. To be called exclusively.
     *
     * @param more the bytes for which room is needed
     * @param maxBytes the budget
     * @throws IOException if there is no room besides views that are open and drafts
     */
    void makeRoom(long more, long maxBytes) throws IOException {
        long held = more;
        for (Stored each : stored("*.tmp")) {
            held += each.bytes;
        }
        List<Stored> views = stored("*.view");
        for (Stored each : views) {
            held += each.bytes;
        }
        views.sort(Comparator.comparing(Stored::used));
        for (Stored each : views) {
            if (held > maxBytes && !inUse(each.path)) {
                Files.deleteIfExists(each.path);
                held -= each.bytes;
                LOG.info("removed the sorted view {} to stay within {}", each.path, LogText.count(maxBytes, "byte"));
            }
        }
        if (held > maxBytes) {
            throw new IOException("there is no room in the budget of " + LogText.count(maxBytes, "byte")
                    + " besides the views that are being read or written");
        }
    }

    private boolean inUse(Path view) throws IOException {
        String key = view.getFileName().toString().substring(0, 64);
        try (DirectoryStream<Path> uses = Files.newDirectoryStream(root, key + "-*.use")) {
            for (Path use : uses) {
                removeIfAbandoned(use);
                if (Files.exists(use, LinkOption.NOFOLLOW_LINKS)) {
                    return true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return false;
    }

    /** Removes the files of processes that were killed while they read or wrote a view. */
    void removeAbandoned() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "*.{tmp,use}")) {
            for (Path entry : entries) {
                removeIfAbandoned(entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("sorted views in {}: cannot remove files of dead processes: {}", root, FileFailure.inWords(e));
        }
    }

    private static void removeIfAbandoned(Path file) throws IOException {
        Matcher held = HELD.matcher(file.getFileName().toString());
        if (held.matches() && !held.group(2).equals(ProcessName.THIS)) {
            HeldFile.ifAbandoned(file, () -> Files.deleteIfExists(file));
        }
    }

    List<SortedEntry> entries() throws IOException {
        List<SortedEntry> entries = new ArrayList<>();
        for (Stored each : stored("*.view")) {
            Hex64 key = new Hex64(each.path.getFileName().toString().substring(0, 64));
            Instant created = FileSortedView.created(each.path).orElse(each.used);
            entries.add(new SortedEntry(
                    key,
                    Math.max(0, each.bytes - FileSortedView.HEAD_BYTES),
                    created.isAfter(each.used) ? each.used : created,
                    each.used));
        }
        return entries;
    }

    /** Returns the regular files of a kind. */
    private List<Stored> stored(String glob) throws IOException {
        List<Stored> stored = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(root, glob)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (VIEW.matcher(name).matches() || HELD.matcher(name).matches()) {
                    attributes(path)
                            .filter(BasicFileAttributes::isRegularFile)
                            .ifPresent(found -> stored.add(new Stored(
                                    path, found.size(), found.lastModifiedTime().toInstant())));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return stored;
    }

    /** Returns the attributes of a file; empty if it is gone, since others remove files at any time. */
    static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private record Stored(Path path, long bytes, Instant used) {}

    /** A file that this process holds. */
    record Held(Path path, HeldFile file) {
        /** Removes the file, and then releases it. */
        void remove() throws IOException {
            try {
                Files.deleteIfExists(path);
            } finally {
                file.close();
            }
        }
    }
}
