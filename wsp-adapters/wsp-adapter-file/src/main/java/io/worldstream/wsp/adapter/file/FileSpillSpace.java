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
 * Spill space in a folder: {@code <root>/<run_id>-<pid>-<start>-<random>/}, one such area for each run of each process, with
 * a lock file that is held while the area is open. Processes may share a root, on a local disk.
 *
 * <p>What a process that died left behind is removed when an area is opened, and, as far as that goes, when a space is made:
 * a host that starts again and has nothing to sort does not keep the rows of the one before it. Only folders of this form
 * are touched, only those that nobody holds, and in them only files that an area makes; links are not followed.
 *
 * <p>What is made is the owner's alone where the file system knows owners (POSIX), the root too unless it was there.
 *
 * <p>Any thread may call it. An interrupt of a thread that reads or writes a spill file closes that file.
 */
public final class FileSpillSpace implements SpillSpace {
    private static final Logger LOG = LoggerFactory.getLogger(FileSpillSpace.class);
    private static final Pattern AREA = Pattern.compile("[0-9a-f]{32}-(" + ProcessName.PATTERN + ")-[0-9a-f]{16}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** To lose one takes another process that cleans up within the very microseconds in which an area is made. */
    private static final int MOST_ATTEMPTS = 100;

    private final Path root;

    /**
     * A space in a folder. Does not fail: a folder that cannot be used is a fault of {@link #open}.
     *
     * @param root made when the first area is opened; on a disk with room for the largest output, and not where a system
     *     cleans up by age, such as {@code /tmp}
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
            throw unusable(root, "make an area", e);
        }
        throw new IOException("other processes remove what is made in the spill space " + root + " at once");
    }

    /** Makes an area, unless another process takes it for abandoned before it is locked. */
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
            LOG.debug("spill space {}: there is no such folder yet", root);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("spill space {}: what dead processes left is not looked for: {}", root, e.toString());
        }
    }

    private static void removeIfAbandoned(Path folder) {
        try {
            if (FileSpillArea.removeIfAbandoned(folder)) {
                LOG.info("spill area {} of a dead process was removed", folder);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("spill area {} cannot be removed: {}", folder, e.toString());
        }
    }

    /** What failed in a space, and what to do. */
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
            return "how much is free there is not known";
        }
    }
}
