package io.worldstream.wsp.adapter.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Dead letters in a folder, one JSON document each: {@code <root>/<run_id>/<sha256>.json}, named by the SHA-256 of the
 * position, so that each position has one. A document is written to a temporary file, forced to the disk and renamed.
 * {@code dead_letter.fence} holds the highest epoch that opened the run, and {@code dead_letter.lock} serialises writers
 * of several processes. Nothing is ever removed.
 *
 * <p>On file systems with owners (POSIX), new files and folders are accessible only to their owner, including the root
 * unless it existed: the rows are those of a bank.
 *
 * <p>Thread-safe. Processes may share a root on a local disk. A call waits at most 5 s for another writer to the same
 * run. Interrupting a writing thread fails the write.
 */
public final class FileDeadLetterSink implements DeadLetterSink {
    private static final ObjectMapper JSON = new ObjectMapper();

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
                Path file = folder.resolve(sha256(evidence.position()) + ".json");
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    WholeFile.write(folder.resolve("dead_letter.tmp"), file, document(epoch, evidence));
                }
                // Even if the file exists: an earlier call may have failed before this point.
                Folders.force(folder);
                return file;
            });
        } catch (IOException e) {
            throw cannot("write to", run, e);
        }
    }

    private static byte[] document(long epoch, DeadLetter evidence) throws IOException {
        EventId eventId = evidence.eventId();
        ObjectNode document = JSON.createObjectNode()
                .put("run_id", evidence.runId().value())
                .put("position", evidence.position())
                .put("output_id", evidence.outputId().value())
                .put("event_id", eventId == null ? null : eventId.value())
                .put("code", evidence.code().name())
                .put("reason", evidence.reason())
                .put("row_digest", evidence.rowDigest().value())
                .put("row", evidence.row())
                .put("epoch", epoch);
        return (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
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
