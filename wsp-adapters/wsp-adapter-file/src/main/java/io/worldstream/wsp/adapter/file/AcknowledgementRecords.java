package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.PositionStore.Position;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements in a position store, so that hosts without a common disk share them: a chain of records, {@code
 * <prefix>/00000001} and so on, of which the last is appended to by compare-and-set. Each has a head line, a line for
 * each message, and, once it has 32 KiB, a last line that names its successor; such a record never changes again. So a
 * save writes a few kilobytes however many messages are on record, and a refresh reads one record, at a start all of
 * them.
 *
 * <p>Thread-safe; a call blocks on the store.
 */
final class AcknowledgementRecords implements Acknowledgements {
    static final int FULL_BYTES = 1 << 15;

    private static final String HEAD = "{\"format\":\"wsp.file_bus.acknowledged.v1\"}\n";
    private static final String SUCCESSOR = "{\"continued_in\":\"";

    /** Each lost try is another host's save, so only hosts that save without a pause can use them up. */
    private static final int MOST_TRIES = 100;

    private final PositionStore store;
    private final String prefix;
    private final NameTable names;

    /** Number of the last record of the chain. */
    private int number = 1;

    /** Contents of the last record, as last seen; empty if it does not exist. */
    private byte[] lines = {};

    /** Version of the last record, as last seen; null if it does not exist. */
    private @Nullable String version;

    /**
     * Creates records; does not access the store.
     *
     * @param prefix of the names of the records
     * @param names receives every message on record
     */
    AcknowledgementRecords(PositionStore store, String prefix, NameTable names) {
        this.store = store;
        this.prefix = prefix;
        this.names = names;
    }

    /** Returns the records of a bus in a store. */
    static Place in(PositionStore store) {
        return (topic, scope, names) -> new AcknowledgementRecords(
                store, "file/" + topic + (scope == null ? "/settled" : "/skipped/" + scope), names);
    }

    @Override
    public synchronized void refresh() {
        try {
            read();
        } catch (IOException e) {
            throw unavailable("cannot read the acknowledgements of the control bus", e);
        }
    }

    @Override
    public synchronized void add(String fileName, Settlement settlement) {
        try {
            String line = AcknowledgementLine.of(fileName, settlement) + "\n";
            for (int i = 0; i < MOST_TRIES; i++) {
                if (names.get(fileName) == DONE || append(line)) {
                    names.put(fileName, DONE);
                    return;
                }
                read();
            }
            throw new IOException("other hosts have changed it " + MOST_TRIES + " times meanwhile");
        } catch (IOException e) {
            throw unavailable("cannot record the acknowledgement of " + LogText.quotePath(fileName), e);
        }
    }

    /** Returns whether the line was saved; if not, another host has changed the record. */
    private boolean append(String line) throws IOException {
        ByteArrayOutputStream next = new ByteArrayOutputStream(lines.length + line.length());
        next.writeBytes(lines.length == 0 ? ascii(HEAD) : lines);
        next.writeBytes(ascii(line));
        boolean full = next.size() >= FULL_BYTES;
        if (full) {
            next.writeBytes(ascii(SUCCESSOR + name(number + 1) + "\"}\n"));
        }
        Optional<String> saved = store.save(name(number), next.toByteArray(), version);
        if (saved.isPresent()) {
            lines = next.toByteArray();
            version = saved.get();
            if (full) {
                turnOver();
            }
        }
        return saved.isPresent();
    }

    /** Reads on from the last record that was seen to the end of the chain. */
    private void read() throws IOException {
        while (true) {
            Optional<Position> stored = store.load(name(number));
            if (stored.isEmpty()) {
                lines = new byte[0];
                version = null;
                return;
            }
            String now = stored.get().version();
            if (now.equals(version)) {
                return;
            }
            byte[] record = stored.get().record();
            boolean full = take(record);
            lines = record;
            version = now;
            if (!full) {
                return;
            }
            turnOver();
        }
    }

    private void turnOver() {
        number++;
        lines = new byte[0];
        version = null;
    }

    /** Puts the messages of a record into the table of names; returns whether it has a successor. */
    private boolean take(byte[] record) throws IOException {
        byte[] head = ascii(HEAD);
        if (record.length < head.length || !Arrays.equals(head, Arrays.copyOf(record, head.length))) {
            throw otherFormat();
        }
        for (int from = head.length; from < record.length; ) {
            int end = from;
            while (end < record.length && record[end] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(record, from, end);
            from = end + 1;
            if (new String(line, StandardCharsets.US_ASCII).startsWith(SUCCESSOR)) {
                return true;
            }
            String fileName = AcknowledgementLine.fileName(line, line.length);
            if (fileName == null || end == record.length) {
                throw otherFormat();
            }
            names.put(fileName, DONE);
        }
        return false;
    }

    private IOException otherFormat() {
        return new IOException("the record " + name(number) + " is of another format; use the release that wrote it, or"
                + " remove it, and its messages and those of later records come again");
    }

    private PositionName name(int of) {
        return new PositionName(String.format("%s/%08d", prefix, of));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static WspException unavailable(String what, IOException cause) {
        return new WspException(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE, what + ": " + cause.getMessage(), cause);
    }
}
