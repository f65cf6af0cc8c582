package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Survey store in a folder, one file each: {@code <root>/<key>.survey}. A survey is written to a temporary file, forced
 * to the disk and renamed, and a digest detects damage. A missing folder is an empty store. Surveys stay until they are
 * discarded; their number is the host's responsibility.
 *
 * <p>The digest protects against faults, not against attackers: whoever may write to the folder decides what the engine
 * believes about sealed bytes. On file systems with owners (POSIX), new files and folders are accessible only to their
 * owner, including the root unless it existed.
 *
 * <p>Thread-safe. Processes may share a root on a local disk.
 */
public final class FileSurveyStore implements SurveyStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileSurveyStore.class);
    private static final Pattern DRAFT =
            Pattern.compile("[0-9a-f]{64}-(" + ProcessName.PATTERN + ")-[0-9a-f]{16}\\.tmp");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** An attempt only fails if another process cleans up within the microseconds in which a file is created. */
    private static final int MOST_ATTEMPTS = 100;

    private final Path root;

    /**
     * Creates a store in a folder. Never fails, and does not access the disk.
     *
     * @param root created when the first survey is saved
     */
    public FileSurveyStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public Optional<byte[]> load(Hex64 key) throws IOException {
        Path file = file(key);
        try {
            // Opening a named pipe would block.
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                throw new IOException("it is no regular file");
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(SurveyFile.read(channel, key));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IOException("the survey " + file + " cannot be used: " + FileFailure.inWords(e), e);
        }
    }

    @Override
    public void save(Hex64 key, byte[] survey) throws IOException {
        try {
            Folders.create(root);
            removeAbandoned();
            for (int i = 0; i < MOST_ATTEMPTS; i++) {
                if (trySave(key, survey)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new IOException("the survey " + file(key) + " cannot be saved: " + FileFailure.inWords(e), e);
        }
        throw new IOException("other processes immediately remove new files in the survey store " + root);
    }

    @Override
    public void discard(Hex64 key) throws IOException {
        try {
            if (Files.deleteIfExists(file(key))) {
                Folders.force(root);
            }
        } catch (IOException e) {
            throw new IOException("the survey " + file(key) + " cannot be discarded: " + FileFailure.inWords(e), e);
        }
    }

    private boolean trySave(Hex64 key, byte[] survey) throws IOException {
        Path draft = root.resolve(
                key + "-" + ProcessName.THIS + "-" + HexFormat.of().toHexDigits(RANDOM.nextLong()) + ".tmp");
        Optional<HeldFile> made = HeldFile.create(draft);
        if (made.isEmpty()) {
            return false;
        }
        try (HeldFile held = made.get()) {
            SurveyFile.write(held.channel(), key, survey);
            held.channel().force(true);
            Files.move(draft, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        Folders.force(root);
        return true;
    }

    /** Removes temporary files of processes that were killed while saving. */
    private void removeAbandoned() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "*.tmp")) {
            for (Path entry : entries) {
                Matcher draft = DRAFT.matcher(entry.getFileName().toString());
                if (draft.matches() && !draft.group(1).equals(ProcessName.THIS)) {
                    HeldFile.ifAbandoned(entry, () -> Files.deleteIfExists(entry));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("survey store {}: cannot remove the files of dead processes: {}", root, FileFailure.inWords(e));
        }
    }

    private Path file(Hex64 key) {
        return root.resolve(key + ".survey");
    }
}
