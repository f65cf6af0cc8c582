package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * An event in wire format. The buffer is reused: an event is valid until the next one is framed into it. One thread at
 * a time.
 */
public final class FramedEvent {
    /**
     * The digits of a position in an envelope: zeros in front let it sort as text, and 16 hexadecimal digits are a span
     * id of W3C Trace Context. Enough for a million times the events of the largest world.
     */
    static final int POSITION_DIGITS = 16;

    private static final int NOT_STAMPED = EnvelopeText.NOT_STAMPED;

    private static final int KEPT_BYTES = 64 << 10;

    private static final OutputId NONE = new OutputId("none");
    private static final Hex64 NO_PLAN = new Hex64("0".repeat(64));

    private final ByteBuilder envelope = new ByteBuilder(1024);
    private final byte[] id = new byte[EventIds.ID_BYTES];
    private byte[] viewed = envelope.array();
    private ByteBuffer view = ByteBuffer.wrap(viewed).asReadOnlyBuffer();
    private int emittedAt = NOT_STAMPED;
    private long emittedMicros = EventTimeText.NONE;
    private int positionAt = NOT_STAMPED;
    private long position;
    private Hex64 plan = NO_PLAN;
    private OutputId eventType = NONE;
    private long tsMicros;
    private int rowFrom;
    private int rowLength;
    private long flow;
    private long collapsedSoFar;

    /** Returns the length of the envelope in bytes. */
    public int length() {
        return envelope.length();
    }

    /** Returns whether the buffer has grown beyond the size that most envelopes need. */
    public boolean oversized() {
        return envelope.capacity() > KEPT_BYTES;
    }

    /** Resets to another event; its envelope and id are written next. */
    void reset(Hex64 planDigest, OutputId type, long eventTimeMicros) {
        envelope.clear();
        plan = planDigest;
        position = 0;
        emittedAt = NOT_STAMPED;
        positionAt = NOT_STAMPED;
        emittedMicros = EventTimeText.NONE;
        eventType = type;
        tsMicros = eventTimeMicros;
        flow = 0;
        collapsedSoFar = 0;
    }

    /** Returns the buffer that the envelope is written to. */
    ByteBuilder envelope() {
        return envelope;
    }

    /** Sets the places reserved for the wall time of the first push and for the position, each if there is one. */
    void reserve(int emittedAtPlace, int positionPlace) {
        emittedAt = emittedAtPlace;
        positionAt = positionPlace;
    }

    /**
     * Sets the position in the plan's order, and writes it if the envelope has room for it.
     *
     * @param number counts from 1
     */
    public void stampPosition(long number) {
        position = number;
        if (positionAt != NOT_STAMPED) {
            byte[] out = envelope.array();
            long rest = number;
            for (int at = positionAt + POSITION_DIGITS - 1; at >= positionAt; at--) {
                out[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
    }

    /** Returns the position in the plan's order, from 1, or 0 before it is set. */
    public long position() {
        return position;
    }

    /** Returns the digest of the plan. */
    public Hex64 planDigest() {
        return plan;
    }

    /** Writes the wall time of the first push if the envelope has room for it. */
    public void stampEmittedAt(long wallMicros) {
        if (emittedAt != NOT_STAMPED) {
            EventTimeText.write(wallMicros, envelope.array(), emittedAt);
            emittedMicros = wallMicros;
        }
    }

    /** Returns the wall time that is stamped on the envelope, or {@link EventTimeText#NONE}. */
    public long emittedMicros() {
        return emittedMicros;
    }

    /** Sets the position of the row's text in the envelope. */
    void locateRow(int from, int length) {
        rowFrom = from;
        rowLength = length;
    }

    /** Sets the flow of the event. */
    void flow(long value) {
        flow = value;
    }

    /** Sets the number of rows up to this one, its own repeats included, that repeated another byte for byte. */
    public void collapsedSoFar(long rows) {
        collapsedSoFar = rows;
    }

    /**
     * Returns a read-only view of the envelope, positioned at its first byte; the view object is reused while the
     * buffer stays the same.
     */
    public ByteBuffer view() {
        if (viewed != envelope.array()) {
            viewed = envelope.array();
            view = ByteBuffer.wrap(viewed).asReadOnlyBuffer();
        }
        return view.limit(envelope.length()).position(0);
    }

    /** Returns the 32 bytes of the event's id; only the minting code may write to them. */
    public byte[] id() {
        return id;
    }

    /** Returns the event's id. */
    public EventId eventId() {
        return new EventId(Hex.encodeHexString(id));
    }

    /** Returns the row's output. */
    public OutputId eventType() {
        return eventType;
    }

    /** Returns the event time in microseconds since 1970. */
    public long tsMicros() {
        return tsMicros;
    }

    /**
     * Returns the flow; events of one flow must reach the gate one after another. Meaningless if the policy does not
     * order by flow.
     */
    public long flow() {
        return flow;
    }

    /** Returns the number of rows up to this one, its own repeats included, that repeated another byte for byte. */
    public long collapsedSoFar() {
        return collapsedSoFar;
    }

    /** Returns the SHA-256 of the envelope, as it is stamped. */
    public Hex64 envelopeDigest() {
        return digest(0, envelope.length());
    }

    /** Returns the SHA-256 of the row's text. */
    public Hex64 rowDigest() {
        return digest(rowFrom, rowLength);
    }

    private Hex64 digest(int from, int length) {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        sha256.update(envelope.array(), from, length);
        return new Hex64(Hex.encodeHexString(sha256.digest()));
    }

    /** Returns a copy of the row's text from the envelope. */
    public byte[] rowText() {
        return Arrays.copyOfRange(envelope.array(), rowFrom, rowFrom + rowLength);
    }
}
