package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files of one chain: {@code NNNNNN.jsonl}, numbered from 1, with one record a line, and {@code head}, which says where
 * the chain ends. Immutable and thread-safe.
 */
final class AuditFolder {
    static final String LOCK = "audit.lock";
    private static final int MOST_FILES = 999_999;
    private static final Pattern FILE = Pattern.compile("[0-9]{6}\\.jsonl");

    private final Path path;

    AuditFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path file(int number) throws IOException {
        if (number > MOST_FILES) {
            throw new IOException("it has " + MOST_FILES + " files, the most that a chain may have");
        }
        return path.resolve(String.format(Locale.ROOT, "%06d.jsonl", number));
    }

    Path head() {
        return path.resolve("head");
    }

    /** Returns the files that hold records, by number; empty if the folder does not exist. */
    List<Path> files() throws IOException {
        if (Files.notExists(path)) {
            return List.of();
        }
        TreeMap<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (FILE.matcher(name).matches()) {
                    files.put(name, entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        return List.copyOf(files.values());
    }

    /** Returns the head; empty if there is none. */
    Optional<AuditChain> readHead() throws IOException {
        Optional<byte[]> bytes = WholeFile.read(head());
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        byte[] line = bytes.get();
        if (line.length == 0 || line[line.length - 1] != '\n') {
            throw new DamagedFileException("it does not end with a line break");
        }
        try {
            return Optional.of(AuditLine.readHead(Arrays.copyOf(line, line.length - 1)));
        } catch (BrokenException e) {
            throw new DamagedFileException(String.valueOf(e.getMessage()));
        }
    }

    /** Replaces the head, durably. */
    void writeHead(AuditChain head) throws IOException {
        byte[] line = (AuditLine.writeHead(head) + "\n").getBytes(StandardCharsets.US_ASCII);
        WholeFile.write(path.resolve("head.tmp"), head(), line);
        Folders.force(path);
    }
}
