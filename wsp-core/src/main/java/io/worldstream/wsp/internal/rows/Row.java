package io.worldstream.wsp.internal.rows;

import java.util.Arrays;
import java.util.List;

/** One row, checked: its place in the one order and its JSON text. Immutable. */
public final class Row implements Comparable<Row> {
    private final long tsMicros;
    private final int outputIndex;
    private final List<KeyField> key;
    private final byte[] text;

    /**
     * @param tsMicros event time, microseconds since 1970
     * @param outputIndex the output's place in the plan, which is in ascending order of output ids
     * @param key the primary key
     * @param text the row's JSON object, without white space around it; not copied
     */
    public Row(long tsMicros, int outputIndex, List<KeyField> key, byte[] text) {
        this.tsMicros = tsMicros;
        this.outputIndex = outputIndex;
        this.key = List.copyOf(key);
        this.text = text;
    }

    /** Event time, microseconds since 1970. */
    public long tsMicros() {
        return tsMicros;
    }

    /** The output's place in the plan. */
    public int outputIndex() {
        return outputIndex;
    }

    /** The primary key. */
    public List<KeyField> key() {
        return key;
    }

    /** The row's JSON object; not to be written to. */
    public byte[] text() {
        return text;
    }

    /** Orders rows by event time, output and key (contracts 11). Rows that compare as equal are duplicates. */
    @Override
    public int compareTo(Row other) {
        int byTime = Long.compare(tsMicros, other.tsMicros);
        if (byTime != 0) {
            return byTime;
        }
        int byOutput = Integer.compare(outputIndex, other.outputIndex);
        if (byOutput != 0) {
            return byOutput;
        }
        for (int i = 0; i < key.size(); i++) {
            int byField = key.get(i).compareTo(other.key.get(i));
            if (byField != 0) {
                return byField;
            }
        }
        return 0;
    }

    /** Whether the rows have the same bytes. */
    public boolean sameBytes(Row other) {
        return Arrays.equals(text, other.text);
    }

    /** Equal rows have the same place in the one order and the same bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Row that && compareTo(that) == 0 && sameBytes(that);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(text);
    }

    @Override
    public String toString() {
        return "Row[" + EventTimeText.format(tsMicros) + ", output " + outputIndex + ", " + key + "]";
    }
}
