package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.rows.EventTimeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;

/** One event in its wire form. The buffer is reused: an event is valid until it is framed into again. One thread at a time. */
public final class FramedEvent {
    /** Where {@code emitted_at_utc} is, if the envelope has one. */
    private static final int NOT_STAMPED = -1;

    private static final int KEPT_BYTES = 64 << 10;

    private byte[] bytes = new byte[1024];
    private int length;
    private int emittedAt = NOT_STAMPED;
    private byte[] id = new byte[0];
    private OutputId eventType = new OutputId("none");
    private long tsMicros;

    /** The length of the envelope in bytes. */
    public int length() {
        return length;
    }

    /** Whether the buffer has grown to more than most envelopes need. */
    public boolean oversized() {
        return bytes.length > KEPT_BYTES;
    }

    /** Starts over with another event. */
    void reset(OutputId type, byte[] eventId, long eventTimeMicros) {
        length = 0;
        emittedAt = NOT_STAMPED;
        eventType = type;
        id = eventId;
        tsMicros = eventTimeMicros;
    }

    void append(byte[] text) {
        if (bytes.length - length < text.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + text.length));
        }
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    void append(String ascii) {
        append(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Leaves room for the wall time of the first push. */
    void appendRoomForEmittedAt() {
        emittedAt = length;
        append(EventTimeText.format(0));
    }

    /** Writes the wall time of the first push, where the envelope has room for it. */
    public void stampEmittedAt(long wallMicros) {
        if (emittedAt != NOT_STAMPED) {
            byte[] text = EventTimeText.format(wallMicros).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, bytes, emittedAt, text.length);
        }
    }

    /** A read-only view of the envelope. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, length).slice().asReadOnlyBuffer();
    }

    /** The 32 bytes of the event's id. */
    public byte[] id() {
        return id;
    }

    /** The event's id. */
    public EventId eventId() {
        return new EventId(Hex.encodeHexString(id));
    }

    /** The output that the row is of. */
    public OutputId eventType() {
        return eventType;
    }

    /** Event time, microseconds since 1970. */
    public long tsMicros() {
        return tsMicros;
    }
}
