package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;

/** One event in its wire form. The buffer is reused: an event is valid until it is framed into again. One thread at a time. */
public final class FramedEvent {
    /** Where {@code emitted_at_utc} is, if the envelope has one. */
    private static final int NOT_STAMPED = -1;

    private static final int KEPT_BYTES = 64 << 10;

    private final ByteBuilder envelope = new ByteBuilder(1024);
    private final byte[] id = new byte[EventIds.ID_BYTES];
    private byte[] viewed = envelope.array();
    private ByteBuffer view = ByteBuffer.wrap(viewed).asReadOnlyBuffer();
    private int emittedAt = NOT_STAMPED;
    private OutputId eventType = new OutputId("none");
    private long tsMicros;
    private int rowFrom;
    private int rowLength;
    private long flow;
    private long collapsedSoFar;

    /** The length of the envelope in bytes. */
    public int length() {
        return envelope.length();
    }

    /** Whether the buffer has grown to more than most envelopes need. */
    public boolean oversized() {
        return envelope.capacity() > KEPT_BYTES;
    }

    /** Starts over with another event, whose envelope and id are still to be written. */
    void reset(OutputId type, long eventTimeMicros) {
        envelope.clear();
        emittedAt = NOT_STAMPED;
        eventType = type;
        tsMicros = eventTimeMicros;
        flow = 0;
        collapsedSoFar = 0;
    }

    /** Takes the envelope. */
    ByteBuilder envelope() {
        return envelope;
    }

    /** Says where the envelope has room for the wall time of the first push. */
    void emittedAt(int at) {
        emittedAt = at;
    }

    /** Writes the wall time of the first push, where the envelope has room for it. */
    public void stampEmittedAt(long wallMicros) {
        if (emittedAt != NOT_STAMPED) {
            EventTimeText.write(wallMicros, envelope.array(), emittedAt);
        }
    }

    /** Says where in the envelope the row's text is. */
    void locateRow(int from, int length) {
        rowFrom = from;
        rowLength = length;
    }

    /** Says which flow the event is of. */
    void flow(long value) {
        flow = value;
    }

    /** Says how many rows up to this one, its own repeats included, repeated another byte for byte. */
    public void collapsedSoFar(long rows) {
        collapsedSoFar = rows;
    }

    /** A read-only view of the envelope from its first byte on; the same object while the envelope is. */
    public ByteBuffer view() {
        if (viewed != envelope.array()) {
            viewed = envelope.array();
            view = ByteBuffer.wrap(viewed).asReadOnlyBuffer();
        }
        return view.limit(envelope.length()).position(0);
    }

    /** The 32 bytes of the event's id; not to be written to but by who mints it. */
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

    /** What must reach the gate one after another has the same flow; 0 where nobody asked for flows. */
    public long flow() {
        return flow;
    }

    /** How many rows up to this one, its own repeats included, repeated another byte for byte. */
    public long collapsedSoFar() {
        return collapsedSoFar;
    }

    /** The row's text as it stands in the envelope, a copy. */
    public byte[] rowText() {
        return Arrays.copyOfRange(envelope.array(), rowFrom, rowFrom + rowLength);
    }
}
