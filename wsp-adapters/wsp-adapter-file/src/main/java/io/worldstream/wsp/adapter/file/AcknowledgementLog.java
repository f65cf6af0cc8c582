package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Durable records of settled messages: lines of JSON in {@code <folder>/acknowledged.log}, which is only appended to.
 * Each record begins and ends with a line break, so that a truncated record damages no other. Incomplete records are
 * ignored, and their messages come again. Processes may share the folder.
 *
 * <p>Earlier releases wrote one file per record, {@code <sha256>.json}, named by the SHA-256 of the message's file
 * name. These records still count.
 */
final class AcknowledgementLog implements Acknowledgements {
    private static final String LOG = "acknowledged.log";
    private static final Pattern FORMER_RECORD = Pattern.compile("[0-9a-f]{64}\\.json");

    private final Path folder;
    private final Path log;
    private final NameTable names;
    private boolean formerRead;
    private long readBytes;

    /**
     * Creates a record over a folder.
     *
     * @param folder created when the first record is written
     * @param names receives every message on record
     */
    AcknowledgementLog(Path folder, NameTable names) {
        this.folder = folder;
        this.names = names;
        log = folder.resolve(LOG);
    }

    /** Returns the records of a bus in a folder of the host's state. */
    static Place under(Path state) {
        Path all = state.toAbsolutePath().resolve("acknowledged");
        return (topic, scope, names) -> {
            Path folder = all.resolve(topic);
            return new AcknowledgementLog(
                    scope == null ? folder : folder.resolve("skipped").resolve(scope), names);
        };
    }

    @Override
    public void refresh() {
        try {
            if (!formerRead) {
                readFormer();
                formerRead = true;
            }
            long size = Files.size(log);
            if (size != readBytes) {
                BoundedFile.requireRegular(log);
                read(size < readBytes ? 0 : readBytes);
            }
        } catch (NoSuchFileException e) {
            // no record yet
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                    "cannot read the acknowledgements in " + folder + ": " + FileFailure.inWords(e),
                    e);
        }
    }

    /** The record of a message that is not {@code DONE} is not forced to the disk. */
    @Override
    public synchronized void add(String fileName, Settlement settlement) {
        try {
            String text = AcknowledgementLine.of(fileName, settlement);
            append(("\n" + text + "\n").getBytes(StandardCharsets.US_ASCII), settlement == Settlement.DONE);
            names.put(fileName, DONE);
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                    "cannot record the acknowledgement of " + LogText.quotePath(fileName) + " in " + folder + ": "
                            + FileFailure.inWords(e),
                    e);
        }
    }

    private void append(byte[] record, boolean force) throws IOException {
        Folders.create(folder);
        boolean isNew = Files.notExists(log);
        if (!isNew) {
            BoundedFile.requireRegular(log);
        }
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(log, options, Folders.ownersFile(log))) {
            ByteBuffer rest = ByteBuffer.wrap(record);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            if (force) {
                channel.force(true);
            }
        }
        if (isNew) {
            Folders.force(folder);
            Folders.force(Objects.requireNonNull(folder.getParent()));
        }
    }

    private void readFormer() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (FORMER_RECORD.matcher(name).matches()) {
                    names.put(HexFormat.of().parseHex(name, 0, 64), DONE);
                }
            }
        } catch (NoSuchFileException e) {
            // no record yet
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private void read(long from) throws IOException {
        long at = from;
        byte[] line = new byte[AcknowledgementLine.MOST_BYTES];
        int length = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(log), 1 << 16)) {
            in.skipNBytes(from);
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    if (length < AcknowledgementLine.MOST_BYTES) {
                        line[length] = (byte) next;
                    }
                    length++;
                    continue;
                }
                take(line, length);
                at += length + 1;
                length = 0;
            }
        }
        readBytes = at; // an incomplete line is read again next time
    }

    private void take(byte[] line, int length) throws IOException {
        if (length == 0 || length > AcknowledgementLine.MOST_BYTES) {
            return;
        }
        String fileName = AcknowledgementLine.fileName(line, length);
        if (fileName != null) {
            names.put(fileName, DONE);
        }
    }
}
