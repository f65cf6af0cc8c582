package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.api.Hex64;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** A digest of the events of a stream and their order (contracts 10). One thread. */
public final class StreamDigest {
    private static final int IDS_PER_BLOCK = 256;
    private static final int ID_BYTES = 32;

    private final MessageDigest sha256 = DigestUtils.getSha256Digest();
    private final ByteBuffer block = ByteBuffer.allocate(IDS_PER_BLOCK * ID_BYTES);
    private byte[] hash;
    private long events;

    /** Creates a digest of no events. */
    public StreamDigest() {
        this(State.START);
    }

    /** Resumes from a saved state, with the same result as if the digest had never been interrupted. */
    public StreamDigest(State from) {
        hash = Arrays.copyOf(from.bytes, ID_BYTES);
        block.put(from.bytes, ID_BYTES, from.bytes.length - ID_BYTES);
        events = from.events;
    }

    /** Adds the next event's id, 32 bytes. */
    public void add(byte[] id) {
        block.put(id);
        events++;
        if (!block.hasRemaining()) {
            hash = chained(hash);
            block.clear();
        }
    }

    /** Returns the number of events so far. */
    public long events() {
        return events;
    }

    /** Returns the digest of the events so far; more may be added. */
    public Hex64 value() {
        byte[] all = block.position() == 0 ? hash : chained(hash);
        sha256.update(all);
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(events).array());
        return new Hex64(Hex.encodeHexString(sha256.digest()));
    }

    /** Returns the state of the digest; more events may be added. */
    public State state() {
        byte[] bytes = Arrays.copyOf(hash, ID_BYTES + block.position());
        System.arraycopy(block.array(), 0, bytes, ID_BYTES, block.position());
        return new State(events, bytes);
    }

    private byte[] chained(byte[] previous) {
        sha256.update(previous);
        sha256.update(block.array(), 0, block.position());
        return sha256.digest();
    }

    /** A state from which a digest can resume. Immutable. */
    public static final class State {
        /** The state without events. */
        public static final State START = new State(0, DigestUtils.sha256("wsp.stream.v1"));

        private final long events;
        /** The hash over the full blocks, followed by the ids since then. */
        private final byte[] bytes;

        private State(long events, byte[] bytes) {
            this.events = events;
            this.bytes = bytes;
        }

        /**
         * Returns the state after a number of events.
         *
         * @param bytes as {@link #toBytes} returned them
         * @throws IllegalArgumentException if no digest of that many events has a state of that length
         */
        public static State of(long events, byte[] bytes) {
            if (events < 0 || bytes.length != (events % IDS_PER_BLOCK + 1) * ID_BYTES) {
                throw new IllegalArgumentException(
                        bytes.length + " bytes are not the state of a digest of " + events + " events");
            }
            return new State(events, bytes.clone());
        }

        /** Returns the number of events. */
        public long events() {
            return events;
        }

        /** Returns the bytes to save besides the number of events, 32 bytes to 8 KiB. */
        public byte[] toBytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof State that && events == that.events && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "State[events=" + events + "]";
        }
    }
}
