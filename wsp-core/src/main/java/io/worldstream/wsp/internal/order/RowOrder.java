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

    /** By event time, output and key: the one order (contracts 11). */
    STREAM {
        @Override
        public int compare(Row one, Row other) {
            return one.compareTo(other);
        }

        @Override
        long prefix(Row row) {
            return row.tsMicros();
        }
    },

    /** By output, key and event time. */
    KEY {
        @Override
        public int compare(Row one, Row other) {
            int byOutput = Integer.compare(one.outputIndex(), other.outputIndex());
            int byKey = byOutput != 0 ? byOutput : one.compareKey(other);
            return byKey != 0 ? byKey : Long.compare(one.tsMicros(), other.tsMicros());
        }

        @Override
        long prefix(Row row) {
            return row.outputIndex();
        }
    };

    /** Returns a number that decides the order of two rows unless it is equal. */
    abstract long prefix(Row row);
}
