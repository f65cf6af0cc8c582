package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillSpace;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spill space in a folder: {@code <root>/<run_id>-<pid>-<start>-<random>/}, one area for each run of each process, with
 * a lock file that is held while the area is open. Processes may share a root on a local disk.
 *
 * <p>Areas of dead processes are removed when an area is opened and, as far as possible, when a space is created, so
 * that a host that restarts and has nothing to sort does not keep the rows of its predecessor. Only folders of this
 * form that no process holds are touched, and in them only files that an area creates. Links are not followed.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed.
 *
 * <p>Thread-safe. Interrupting a thread that reads or writes a spill file closes that file.
 */
public final class FileSpillSpace implements SpillSpace {
    private static final Logger LOG = LoggerFactory.getLogger(FileSpillSpace.class);
    private static final Pattern AREA = Pattern.compile("[0-9a-f]{32}-(" + ProcessName.PATTERN + ")-[0-9a-f]{16}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** An attempt only fails if another process cleans up within the microseconds in which an area is created. */
    private static final int MOST_ATTEMPTS = 100;

    private final Path root;

    /**
     * Creates a space in a folder. Never fails: an unusable folder is reported by {@link #open}.
     *
     * @param root created when the first area is opened; on a disk with room for the largest output, and not in a place
     *     that the system cleans up by age, such as {@code /tmp}
     */
    public FileSpillSpace(Path root) {
        this.root = root.toAbsolutePath();
        removeAbandoned();
    }

    @Override
    public SpillArea open(RunId run) throws IOException {
        removeAbandoned();
        try {
            Folders.create(root);
            for (int i = 0; i < MOST_ATTEMPTS; i++) {
                Optional<SpillArea> area = tryOpen(run);
                if (area.isPresent()) {
                    return area.get();
                }
            }
        } catch (IOException e) {
            throw unusable(root, "create an area", e);
        }
        throw new IOException("other processes immediately remove new areas in the spill space " + root);
    }

    /** Creates an area; empty if another process removed it as abandoned before it was locked. */
    private Optional<SpillArea> tryOpen(RunId run) throws IOException {
        Path folder =
                root.resolve(run + "-" + ProcessName.THIS + "-" + HexFormat.of().toHexDigits(RANDOM.nextLong()));
        Files.createDirectory(folder, Folders.ownersFolder(root));
        try {
            return HeldFile.create(folder.resolve(FileSpillArea.LOCK))
                    .map(lock -> new FileSpillArea(root, folder, lock));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    private void removeAbandoned() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                Matcher area = AREA.matcher(entry.getFileName().toString());
                if (area.matches()
                        && !area.group(1).equals(ProcessName.THIS)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    removeIfAbandoned(entry);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("spill space {}: the folder does not exist yet", root);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("spill space {}: cannot look for areas of dead processes: {}", root, FileFailure.inWords(e));
        }
    }

    private static void removeIfAbandoned(Path folder) {
        try {
            if (FileSpillArea.removeIfAbandoned(folder)) {
                LOG.info("removed spill area {} of a dead process", folder);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("cannot remove spill area {} of a dead process: {}", folder, FileFailure.inWords(e));
        }
    }

    /** Returns an exception that names the failure in a space and the remedy. */
    static IOException unusable(Path root, String what, IOException cause) {
        return new IOException(
                "the spill space " + root + " cannot " + what + ": " + cause + "; " + usable(root)
                        + ". Make room there, or give the spill space another folder",
                cause);
    }

    private static String usable(Path root) {
        try {
            return Files.getFileStore(root).getUsableSpace() + " bytes are free there";
        } catch (IOException e) {
            return "the free space is unknown";
        }
    }
}
