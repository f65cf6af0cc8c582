package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.internal.text.ShortestDouble;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A checked row: its position in the one order and its JSON text. Reused for row after row, since a stream has hundreds
 * of millions of them; passing a row on passes on its content, not the object. One thread at a time.
 */
public final class Row implements Comparable<Row> {
    /** The {@link #flow} of a row that is a flow of its own. */
    public static final long OWN_FLOW = 0;

    /** The memory that a row takes besides its bytes: the object, its arrays and its slot in a list. */
    private static final int OVERHEAD_BYTES = 232;

    /** Marks a text that does not hold the event time in the form that an envelope needs. */
    static final int SPELLED_OTHERWISE = -1;

    private static final int FIRST_CAPACITY = 512;
    private static final int USUAL_CAPACITY = 4 << 10;

    private static final byte[] TRUE = ascii("True");
    private static final byte[] FALSE = ascii("False");
    private static final byte[] JSON_TRUE = ascii("true");
    private static final byte[] JSON_FALSE = ascii("false");

    private long tsMicros;
    private int outputIndex;
    private int part;
    private long number;
    /** The row's text, followed by the key fields that are spelled differently in it. */
    private final ByteBuilder bytes = new ByteBuilder(FIRST_CAPACITY);

    private int textLength;
    private int timeAt = SPELLED_OTHERWISE;
    private long flow = OWN_FLOW;
    private int keySize;
    /** The number of identity hints, whose places follow those of the key. */
    private int hints;
    /** Codes instead of kinds: storing a reference costs as much as everything else that is stored for a field. */
    private byte[] kinds = new byte[4];

    private int[] starts = new int[4];
    private int[] ends = new int[4];

    /** Resets to another row, with an empty key and a flow of its own. */
    void reset(long eventTimeMicros, int output, byte[] source, int offset, int length, int timeInText) {
        tsMicros = eventTimeMicros;
        outputIndex = output;
        bytes.clear();
        bytes.append(source, offset, length);
        textLength = length;
        timeAt = timeInText;
        flow = OWN_FLOW;
        keySize = 0;
        hints = 0;
    }

    /**
     * Sets the key.
     *
     * @param values the row's fields
     * @param fields the indexes of the key fields, in key order
     * @param textStart the start of the row's text in the array that holds the values, or negative if the values are
     *     elsewhere
     */
    void takeKey(FieldValues values, int[] fields, int textStart) {
        makeRoomForKey(fields.length);
        for (int i = 0; i < fields.length; i++) {
            int start = values.start(fields[i]);
            int length = values.end(fields[i]) - start;
            int at = start - textStart;
            if (textStart < 0) {
                at = bytes.length();
                bytes.append(values.source(), start, length);
            }
            setKey(i, values.kindCode(fields[i]), at, at + length);
        }
    }

    /**
     * Sets the identity hints, after the key.
     *
     * @param values the row's fields
     * @param fields the indexes of the hints' fields, in the order of the hints
     * @param textStart the start of the row's text in the array that holds the values, or negative if the values are
     *     elsewhere
     */
    void takeHints(FieldValues values, int[] fields, int textStart) {
        makeRoom(keySize + fields.length);
        hints = fields.length;
        for (int i = 0; i < fields.length; i++) {
            FieldKind kind = values.kind(fields[i]);
            if (kind == null || kind == FieldKind.NULL || kind == FieldKind.STRUCTURE) {
                setKey(keySize + i, (byte) FieldKind.NULL.code(), 0, 0);
                continue;
            }
            int start = values.spelledStart(fields[i]);
            int length = values.spelledEnd(fields[i]) - start;
            int at = start - textStart;
            if (textStart < 0) {
                at = bytes.length();
                bytes.append(values.source(), start, length);
            }
            setKey(keySize + i, (byte) kind.code(), at, at + length);
        }
    }

    private void makeRoomForKey(int fields) {
        makeRoom(fields);
        keySize = fields;
    }

    private void makeRoom(int fields) {
        if (fields > kinds.length) {
            kinds = Arrays.copyOf(kinds, fields);
            starts = Arrays.copyOf(starts, fields);
            ends = Arrays.copyOf(ends, fields);
        }
    }

    private void setKey(int field, byte kind, int start, int end) {
        kinds[field] = kind;
        starts[field] = start;
        ends[field] = end;
    }

    /**
     * Sets the place at which the row is stored.
     *
     * @param partIndex the part's index among the parts of the plan
     * @param rowNumber the row's number in that part
     */
    public void locate(int partIndex, long rowNumber) {
        part = partIndex;
        number = rowNumber;
    }

    /** Sets the flow. */
    void flow(long value) {
        flow = value;
    }

    /** Returns the flow, or {@link #OWN_FLOW}; events of one flow must reach the gate one after another. */
    public long flow() {
        return flow;
    }

    /** Returns the part's index among the parts of the plan. */
    public int part() {
        return part;
    }

    /** Returns the row's number in its part. */
    public long number() {
        return number;
    }

    /** Returns the event time in microseconds since 1970. */
    public long tsMicros() {
        return tsMicros;
    }

    /** Returns the output's index in the plan. */
    public int outputIndex() {
        return outputIndex;
    }

    /** Appends the row's JSON object as it is stored. */
    public void appendText(ByteBuilder out) {
        out.append(bytes.array(), 0, textLength);
    }

    /** Writes the event time in micros form, {@link EventTimeText#MICROS_LENGTH} bytes. */
    public void writeTime(byte[] out, int at) {
        if (timeAt == SPELLED_OTHERWISE) {
            EventTimeText.write(tsMicros, out, at);
        } else {
            System.arraycopy(bytes.array(), timeAt, out, at, EventTimeText.MICROS_LENGTH);
        }
    }

    /** Returns the approximate memory that the row takes, in bytes. */
    public int heldBytes() {
        return bytes.capacity() + OVERHEAD_BYTES;
    }

    /**
     * Returns whether the buffer has grown beyond the size that most rows need, so that keeping it for reuse would
     * waste memory.
     */
    public boolean oversized() {
        return bytes.capacity() > USUAL_CAPACITY;
    }

    /** Returns the number of fields of the primary key. */
    public int keySize() {
        return keySize;
    }

    /** Returns the kind of a key field's value. */
    public FieldKind keyKind(int field) {
        return FieldKind.of(kinds[field]);
    }

    /** Appends a key field's text as it enters an event id (contracts 6). */
    public void appendIdText(int field, ByteBuilder out) {
        switch (keyKind(field)) {
            case TRUE -> out.append(TRUE);
            case FALSE -> out.append(FALSE);
            case REAL -> out.append(ShortestDouble.text(Double.parseDouble(keyText(field))));
            case INTEGER -> {
                int from = spellsMinusZero(field) ? starts[field] + 1 : starts[field];
                out.append(bytes.array(), from, ends[field] - from);
            }
            default -> out.append(bytes.array(), starts[field], ends[field] - starts[field]);
        }
    }

    /** Appends a key field as a JSON value. */
    public void appendKeyJson(int field, ByteBuilder out) {
        switch (keyKind(field)) {
            case TRUE -> out.append(JSON_TRUE);
            case FALSE -> out.append(JSON_FALSE);
            case TEXT -> {
                StringBuilder text = new StringBuilder();
                CanonicalJson.appendString(text, keyText(field));
                out.append(text.toString());
            }
            default -> out.append(bytes.array(), starts[field], ends[field] - starts[field]);
        }
    }

    /** Returns whether the row has a hint: its field is neither absent nor null, an array or an object. */
    public boolean hasHint(int hint) {
        return ends[keySize + hint] > 0;
    }

    /** Appends a hint's value as the row spells it. */
    public void appendHint(int hint, ByteBuilder out) {
        int at = keySize + hint;
        out.append(bytes.array(), starts[at], ends[at] - starts[at]);
    }

    /** Returns whether the field is {@code -0}, the one integer that JSON can spell in two ways. */
    private boolean spellsMinusZero(int field) {
        byte[] text = bytes.array();
        int start = starts[field];
        return ends[field] - start == 2 && text[start] == '-' && text[start + 1] == '0';
    }

    private String keyText(int field) {
        return new String(bytes.array(), starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    }

    /** Orders rows by event time, output and key (contracts 11). Rows that compare as equal are duplicates. */
    @Override
    public int compareTo(Row other) {
        int byTime = Long.compare(tsMicros, other.tsMicros);
        if (byTime != 0) {
            return byTime;
        }
        int byOutput = Integer.compare(outputIndex, other.outputIndex);
        return byOutput != 0 ? byOutput : compareKey(other);
    }

    /** Orders rows of one output by key. */
    public int compareKey(Row other) {
        for (int i = 0; i < keySize; i++) {
            int byField = KeyOrder.compare(
                    keyKind(i),
                    bytes.array(),
                    starts[i],
                    ends[i],
                    other.keyKind(i),
                    other.bytes.array(),
                    other.starts[i],
                    other.ends[i]);
            if (byField != 0) {
                return byField;
            }
        }
        return 0;
    }

    /** Returns whether the rows have the same text. */
    public boolean sameText(Row other) {
        return Arrays.equals(bytes.array(), 0, textLength, other.bytes.array(), 0, other.textLength);
    }

    /** Writes the whole row, for {@link #readFrom}. */
    public void writeTo(ByteBuilder out) {
        out.appendLong(tsMicros);
        out.appendInt(outputIndex);
        out.appendInt(part);
        out.appendLong(number);
        out.appendInt(keySize);
        out.appendInt(hints);
        for (int i = 0; i < keySize + hints; i++) {
            out.append(kinds[i]);
            out.appendInt(starts[i]);
            out.appendInt(ends[i]);
        }
        out.appendInt(textLength);
        out.appendInt(timeAt);
        out.appendLong(flow);
        out.appendInt(bytes.length());
        out.append(bytes.array(), 0, bytes.length());
    }

    /** Replaces this row by one that {@link #writeTo} wrote, read from the buffer's position. */
    public void readFrom(ByteBuffer in) {
        tsMicros = in.getLong();
        outputIndex = in.getInt();
        part = in.getInt();
        number = in.getLong();
        makeRoomForKey(in.getInt());
        hints = in.getInt();
        makeRoom(keySize + hints);
        for (int i = 0; i < keySize + hints; i++) {
            byte kind = in.get();
            int start = in.getInt();
            setKey(i, kind, start, in.getInt());
        }
        textLength = in.getInt();
        timeAt = in.getInt();
        flow = in.getLong();
        int length = in.getInt();
        bytes.clear();
        int at = bytes.extend(length);
        in.get(bytes.array(), at, length);
    }

    @Override
    public String toString() {
        ByteBuilder key = new ByteBuilder(64);
        for (int i = 0; i < keySize; i++) {
            key.append(i == 0 ? '[' : ',');
            appendKeyJson(i, key);
        }
        return "Row[" + EventTimeText.format(tsMicros) + ", output " + outputIndex + ", "
                + new String(key.array(), 0, key.length(), StandardCharsets.UTF_8) + "]]";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
