package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Position store in a folder, one file each: {@code <root>/<name>.position}, in a folder for each segment of the name
 * before the last. A save writes a temporary file, forces it to the disk and renames it; a digest detects damage and is
 * the version of the record. {@code position.lock} in the folder of a record serialises writers of several processes. A
 * missing folder is an empty store.
 *
 * <p>A damaged record is an {@link IOException} until its file is removed; then its messages come again.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed.
 *
 * <p>Thread-safe. Processes may share a root on a local disk. A save waits at most 5 s for another writer in the same
 * folder; {@link #load} never waits. Interrupting a saving thread fails the save.
 */
public final class FilePositionStore implements PositionStore {
    /** The SPI's bound. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path root;
    private final Duration lockWait;

    /**
     * Creates a store in a folder. Never fails, and does not access the disk.
     *
     * @param root created when the first record is saved; not in a place that the system cleans up by age, such as
     *     {@code /tmp}
     */
    public FilePositionStore(Path root) {
        this(root, FileCheckpointStore.LOCK_WAIT);
    }

    FilePositionStore(Path root, Duration lockWait) {
        this.root = root.toAbsolutePath();
        this.lockWait = lockWait;
    }

    @Override
    public Optional<Position> load(PositionName name) throws IOException {
        try {
            return stored(name);
        } catch (IOException e) {
            throw cannot("load", name, e);
        }
    }

    @Override
    public Optional<String> save(PositionName name, byte[] record, @Nullable String version) throws IOException {
        try {
            if (record.length > MOST_BYTES) {
                throw new IOException(
                        "it has " + LogText.count(record.length, "byte") + "; the limit is " + MOST_BYTES);
            }
            Path folder = Objects.requireNonNull(file(name).getParent());
            boolean isNew = !Files.isDirectory(folder);
            Folders.create(folder);
            if (isNew) {
                forceParents(folder);
            }
            return FileMutex.within(folder, "position.lock", lockWait, () -> replace(name, record, version));
        } catch (IOException e) {
            throw cannot("save", name, e);
        }
    }

    /** Replaces a record. Only under the lock of its folder. */
    private Optional<String> replace(PositionName name, byte[] record, @Nullable String version) throws IOException {
        String stored = stored(name).map(Position::version).orElse(null);
        if (!Objects.equals(stored, version)) {
            return Optional.empty();
        }
        Path file = file(name);
        PositionFile next = PositionFile.of(name, record);
        WholeFile.write(file.resolveSibling("position.tmp"), file, next.bytes());
        Folders.force(Objects.requireNonNull(file.getParent()));
        return Optional.of(next.version());
    }

    private Optional<Position> stored(PositionName name) throws IOException {
        Path file = file(name);
        if (!Files.isDirectory(root) && Files.exists(root)) {
            throw new IOException(root + " is not a folder");
        }
        Optional<byte[]> bytes = WholeFile.read(file);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(PositionFile.read(name, bytes.get()));
    }

    /** Makes new folders durable, up to the root's own name. */
    private void forceParents(Path folder) throws IOException {
        for (Path each = folder; each.startsWith(root); each = Objects.requireNonNull(each.getParent())) {
            Folders.force(Objects.requireNonNull(each.getParent()));
        }
    }

    private Path file(PositionName name) {
        return root.resolve(name.value() + ".position");
    }

    private IOException cannot(String what, PositionName name, IOException cause) {
        String wayOut = cause instanceof DamagedFileException
                ? "; remove the file, and the messages that it records come again"
                : "";
        return new IOException(
                "cannot " + what + " the position " + file(name) + ": " + FileFailure.inWords(cause) + wayOut, cause);
    }
}
