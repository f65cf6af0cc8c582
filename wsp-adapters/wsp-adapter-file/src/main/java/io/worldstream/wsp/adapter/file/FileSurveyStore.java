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
 * Surveys in a folder, one file each: {@code <root>/<key>.survey}. A survey is written beside its place, forced to the disk
 * and then renamed, and a digest tells whether it is still what was written. A folder that is not there is an empty store.
 * Surveys are kept until they are discarded: how many is the host's affair.
 *
 * <p>The digest is against faults, not against people: who may write to the folder decides what the engine takes for true of
 * sealed bytes. What is made is the owner's alone where the file system knows owners (POSIX), the root too unless it was
 * there.
 *
 * <p>Any thread may call it, and processes may share a root, on a local disk.
 */
public final class FileSurveyStore implements SurveyStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileSurveyStore.class);
    private static final Pattern DRAFT =
            Pattern.compile("[0-9a-f]{64}-(" + ProcessName.PATTERN + ")-[0-9a-f]{16}\\.tmp");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** To lose one takes another process that cleans up within the very microseconds in which a file is made. */
    private static final int MOST_ATTEMPTS = 100;

    private final Path root;

    /**
     * A store in a folder. Does not fail, nor touch the disk.
     *
     * @param root made when the first survey is saved
     */
    public FileSurveyStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public Optional<byte[]> load(Hex64 key) throws IOException {
        Path file = file(key);
        try {
            // To open a named pipe would block.
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
            throw new IOException("the survey " + file + " cannot be used: " + reason(e), e);
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
            throw new IOException("the survey " + file(key) + " cannot be saved: " + reason(e), e);
        }
        throw new IOException("other processes remove what is made in the survey store " + root + " at once");
    }

    @Override
    public void discard(Hex64 key) throws IOException {
        try {
            if (Files.deleteIfExists(file(key))) {
                Folders.force(root);
            }
        } catch (IOException e) {
            throw new IOException("the survey " + file(key) + " cannot be discarded: " + reason(e), e);
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

    /** Drafts of processes that were killed while they saved. */
    private void removeAbandoned() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "*.tmp")) {
            for (Path entry : entries) {
                Matcher draft = DRAFT.matcher(entry.getFileName().toString());
                if (draft.matches() && !draft.group(1).equals(ProcessName.THIS)) {
                    HeldFile.ifAbandoned(entry, () -> Files.deleteIfExists(entry));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("survey store {}: what dead processes left is not removed: {}", root, e.toString());
        }
    }

    private Path file(Hex64 key) {
        return root.resolve(key + ".survey");
    }

    /** An exception of a file system says little more than a path unless its kind is named. */
    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }
}
