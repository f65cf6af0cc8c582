package io.worldstream.wsp.testkit.gate;

import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that the gate took, identified by type and id, with a payload hash over event type, schema version and
 * payload text (contracts 9). Stores digests only, so that a million events fit. Thread-safe; takes nothing once
 * closed.
 */
final class GateMemory implements AutoCloseable {
    private final Map<Digest128, Seen> events = new HashMap<>();
    private final long[] nextOffsets;
    private final @Nullable GateJournal journal;
    private boolean closed;

    GateMemory(int partitions, @Nullable Path durable) throws IOException {
        nextOffsets = new long[partitions];
        journal = durable == null ? null : new GateJournal(durable, this::recall);
    }

    /** Counts an attempt of an event. */
    synchronized int arrived(CheckedEnvelope envelope) {
        return ++seen(eventKey(envelope)).attempts;
    }

    /**
     * Takes an envelope, or recognises a known one. The event is durable when this method returns.
     *
     * @throws IOException if the gate has ended
     */
    synchronized Taken take(CheckedEnvelope envelope) throws IOException {
        if (closed) {
            throw new IOException("the gate is closed");
        }
        Digest128 key = eventKey(envelope);
        Digest128 payload = Digest128.of(
                envelope.eventType() + "\0" + envelope.text("schema_version") + "\0" + envelope.payloadText());
        Seen seen = seen(key);
        if (seen.payload != null) {
            return new Taken(
                    seen.payload.equals(payload) ? Taken.How.KNOWN : Taken.How.OTHER_PAYLOAD,
                    seen.partition,
                    seen.offset);
        }
        int partition = Math.floorMod(Digest128.of(envelope.partitionKey()).high(), nextOffsets.length);
        long offset = nextOffsets[partition];
        if (journal != null) {
            journal.append(key + " " + payload + " " + partition + " " + offset);
        }
        seen.admit(payload, partition, offset);
        nextOffsets[partition]++;
        return new Taken(Taken.How.NEW, partition, offset);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (journal != null) {
            journal.close();
        }
    }

    private void recall(String line) {
        String[] words = line.split(" ", -1);
        int partition = Integer.parseInt(words[2]);
        long offset = Long.parseLong(words[3]);
        if (partition >= nextOffsets.length) {
            throw new IllegalArgumentException("the gate's file contains partition " + partition + ", the gate has "
                    + nextOffsets.length + " partitions");
        }
        seen(Digest128.parse(words[0])).admit(Digest128.parse(words[1]), partition, offset);
        nextOffsets[partition] = Math.max(nextOffsets[partition], offset + 1);
    }

    private Seen seen(Digest128 key) {
        return events.computeIfAbsent(key, k -> new Seen());
    }

    private static Digest128 eventKey(CheckedEnvelope envelope) {
        return Digest128.of(envelope.eventType() + "|" + envelope.eventId());
    }

    /** The result for an envelope that the gate was willing to take. */
    record Taken(How how, int partition, long offset) {
        enum How {
            NEW,
            KNOWN,
            OTHER_PAYLOAD
        }
    }

    private static final class Seen {
        private int attempts;
        private @Nullable Digest128 payload;
        private int partition;
        private long offset;

        void admit(Digest128 digest, int onPartition, long atOffset) {
            payload = digest;
            partition = onPartition;
            offset = atOffset;
        }
    }

    private record Digest128(long high, long low) {
        static Digest128 of(String text) {
            ByteBuffer digest = ByteBuffer.wrap(Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Digest128(digest.getLong(), digest.getLong());
        }

        static Digest128 parse(String hex) {
            return new Digest128(
                    Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%016x%016x", high, low);
        }
    }
}
