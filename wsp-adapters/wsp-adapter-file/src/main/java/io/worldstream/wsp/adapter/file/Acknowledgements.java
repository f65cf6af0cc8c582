package io.worldstream.wsp.adapter.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.worldstream.wsp.api.Printable;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Durable records of the messages that are done with, one file each, in a folder of the host's. Any thread may call it.
 *
 * <p>A record is named by the SHA-256 of the message's file name: bus names are foreign, may be as long as the file system
 * allows, and may differ only in what some file systems do not tell apart. Its text is for people; that it is there is what
 * counts, and it is there whole or not at all.
 */
final class Acknowledgements {
    private static final ObjectMapper JSON = new JsonMapper();

    private final Path folder;

    /** @param folder created when the first record is written */
    Acknowledgements(Path folder) {
        this.folder = folder;
    }

    /** Whether a message is on record. */
    boolean contains(String fileName) {
        return Files.exists(record(fileName));
    }

    /**
     * Puts a message on record; when this returns, the record outlasts a crash.
     *
     * @throws WspException {@link ReasonCode#AUDIT_UNAVAILABLE} if it cannot be written
     */
    void add(String fileName, Settlement settlement) {
        Path record = record(fileName);
        try {
            Files.createDirectories(folder);
            // One writer a name is all there is; a leftover of a crash is overwritten.
            Path draft = folder.resolve("." + record.getFileName() + ".tmp");
            Map<String, String> text = new LinkedHashMap<>();
            text.put("message_file", fileName);
            text.put("settlement", settlement.name());
            writeDurably(draft, (JSON.writeValueAsString(text) + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(draft, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Folders.force(folder);
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.AUDIT_UNAVAILABLE,
                    "the acknowledgement of " + Printable.bounded(fileName) + " cannot be recorded in " + folder,
                    e);
        }
    }

    private Path record(String fileName) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(fileName.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    private static void writeDurably(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }
}
