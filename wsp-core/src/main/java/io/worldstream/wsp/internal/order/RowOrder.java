package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import java.util.Comparator;

/** The orders in which rows are sorted. */
enum RowOrder implements Comparator<Row> {
    /** By event time; rows of one instant are equal. */
    TIME {
        @Override
        public int compare(Row one, Row other) {
            return Long.compare(one.tsMicros(), other.tsMicros());
        }

        @Override
        long prefix(Row row) {
            return row.tsMicros();
        }
    },

    /** By event time, output and key: the one order (contracts 11). Rows that are duplicates are ordered by place. */
    STREAM {
        @Override
        public int compare(Row one, Row other) {
            int byOrder = one.compareTo(other);
            return byOrder != 0 ? byOrder : byPlace(one, other);
        }

        @Override
        long prefix(Row row) {
            return row.tsMicros();
        }
    },

    /** By output, key and event time; then by place. */
    KEY {
        @Override
        public int compare(Row one, Row other) {
            int byOutput = Integer.compare(one.outputIndex(), other.outputIndex());
            int byKey = byOutput != 0 ? byOutput : one.compareKey(other);
            int byTime = byKey != 0 ? byKey : Long.compare(one.tsMicros(), other.tsMicros());
            return byTime != 0 ? byTime : byPlace(one, other);
        }

        @Override
        long prefix(Row row) {
            return row.outputIndex();
        }
    };

    /** Orders duplicates, so that neither the row that stays nor a conflict that is named depends on where rows come from. */
    private static int byPlace(Row one, Row other) {
        int byPart = Integer.compare(one.part(), other.part());
        return byPart != 0 ? byPart : Long.compare(one.number(), other.number());
    }

    /** Returns a number that decides the order of two rows unless it is equal. */
    abstract long prefix(Row row);
}
