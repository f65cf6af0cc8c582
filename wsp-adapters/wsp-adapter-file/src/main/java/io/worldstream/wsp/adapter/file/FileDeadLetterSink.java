package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Dead letters in a folder, one JSON document each: {@code <root>/<run_id>/<sha256>.json}, named by the SHA-256 of the
 * position, so that each position has one. A document is written to a temporary file, forced to the disk and renamed.
 * {@code <sha256>.redriven.jsonl} beside it holds the attempts to send its event again, one line each; the file is
 * replaced as a whole. {@code dead_letter.fence} holds the highest epoch that opened the run, and {@code
 * dead_letter.lock} serialises writers of several processes. Nothing is ever removed.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed: the rows are those of a bank.
 *
 * <p>Thread-safe. Processes may share a root on a local disk. A call waits at most 5 s for another writer to the same
 * run. Interrupting a writing thread fails the write.
 */
public final class FileDeadLetterSink implements DeadLetterStore {
    private static final String RECORD = ".json";
    private static final String ATTEMPTS = ".redriven.jsonl";
    private static final Pattern NAME_OF_A_RECORD = Pattern.compile("[0-9a-f]{64}\\.json");

    private final EpochFence fence;

    /**
     * Creates a store of dead letters in a folder. Never fails, and does not access the disk.
     *
     * @param root created when the first run is opened
     */
    public FileDeadLetterSink(Path root) {
        this(root, FileCheckpointStore.LOCK_WAIT);
    }

    FileDeadLetterSink(Path root, Duration lockWait) {
        fence = new EpochFence(root.toAbsolutePath(), "dead_letter", ReasonCode.QUARANTINE_CORRUPT, lockWait);
    }

    @Override
    public void open(RunId run, long epoch) throws IOException {
        try {
            fence.open(run, epoch, () -> run);
        } catch (IOException e) {
            throw cannot("open", run, e);
        }
    }

    @Override
    public void record(long epoch, DeadLetter evidence) throws IOException {
        RunId run = evidence.runId();
        Path folder = fence.folder(run);
        try {
            fence.pass(run, epoch, () -> {
                Path file = folder.resolve(sha256(evidence.position()) + RECORD);
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    WholeFile.write(draft(folder), file, DeadLetterDocument.write(epoch, evidence));
                }
                // Even if the file exists: an earlier call may have failed before this point.
                Folders.force(folder);
                return file;
            });
        } catch (IOException e) {
            throw cannot("write to", run, e);
        }
    }

    @Override
    public void forEach(RunId run, Consumer<Entry> each) throws IOException {
        Path folder = fence.folder(run);
        requireRoot(run);
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + RECORD)) {
            for (Path file : files) {
                if (NAME_OF_A_RECORD.matcher(name(file)).matches()) {
                    each.accept(entry(run, file));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw cannot("read", run, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw cannot("read", run, e);
        }
    }

    @Override
    public Optional<Entry> find(RunId run, String position) throws IOException {
        requireRoot(run);
        Path file = fence.folder(run).resolve(sha256(position) + RECORD);
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(entry(run, file)) : Optional.empty();
        } catch (IOException e) {
            throw cannot("read", run, e);
        }
    }

    @Override
    public void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
        Path folder = fence.folder(run);
        String name = sha256(position);
        try {
            fence.pass(run, epoch, () -> {
                if (!Files.exists(folder.resolve(name + RECORD), LinkOption.NOFOLLOW_LINKS)) {
                    throw new IllegalArgumentException("run " + run + " has no dead letter at " + position);
                }
                Path file = folder.resolve(name + ATTEMPTS);
                byte[] earlier = WholeFile.read(file).orElse(new byte[0]);
                List<RedriveAttempt> attempts = DeadLetterDocument.readAttempts(earlier);
                if (attempts.isEmpty() || !attempts.get(attempts.size() - 1).equals(attempt)) {
                    ByteArrayOutputStream lines = new ByteArrayOutputStream();
                    lines.writeBytes(earlier);
                    lines.writeBytes(DeadLetterDocument.write(epoch, attempt));
                    WholeFile.write(draft(folder), file, lines.toByteArray());
                }
                Folders.force(folder);
                return file;
            });
        } catch (DamagedFileException e) {
            throw damaged(folder.resolve(name + ATTEMPTS), e);
        } catch (IOException e) {
            throw cannot("write to", run, e);
        }
    }

    @Override
    public String describe(RunId run) {
        return fence.folder(run).toString();
    }

    private static Path draft(Path folder) {
        return folder.resolve("dead_letter.tmp");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** A root that is something else must not look like one without records. */
    private void requireRoot(RunId run) throws IOException {
        Path root = fence.root();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw cannot("read", run, new IOException("it is not in a folder"));
        }
    }

    private static Entry entry(RunId run, Path file) throws IOException {
        String name = name(file);
        DeadLetter letter = letter(run, file);
        if (!name.equals(sha256(letter.position()) + RECORD)) {
            throw damaged(file, new DamagedFileException("its name is not that of its position"));
        }
        Path attempts = file.resolveSibling(name.substring(0, name.length() - RECORD.length()) + ATTEMPTS);
        try {
            Optional<byte[]> lines = WholeFile.read(attempts);
            return new Entry(letter, lines.isEmpty() ? List.of() : DeadLetterDocument.readAttempts(lines.get()));
        } catch (DamagedFileException e) {
            throw damaged(attempts, e);
        }
    }

    private static DeadLetter letter(RunId run, Path file) throws IOException {
        try {
            byte[] document =
                    WholeFile.read(file).orElseThrow(() -> new IOException(file + " disappeared while it was read"));
            return DeadLetterDocument.read(run, document);
        } catch (DamagedFileException e) {
            throw damaged(file, e);
        }
    }

    private static WspException damaged(Path file, DamagedFileException cause) {
        return new WspException(
                ReasonCode.QUARANTINE_CORRUPT,
                "the dead letter " + file + " is damaged: " + cause.getMessage()
                        + "; restore it from a backup, or move it out of the folder",
                cause);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    private IOException cannot(String what, RunId run, IOException cause) {
        return new IOException(
                "cannot " + what + " the dead letters in " + fence.folder(run) + ": " + FileFailure.inWords(cause),
                cause);
    }
}
