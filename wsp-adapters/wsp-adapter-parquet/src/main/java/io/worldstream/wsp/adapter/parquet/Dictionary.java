package io.worldstream.wsp.adapter.parquet;

/** The values of a column chunk that its pages reference by index. Not thread-safe. */
final class Dictionary {
    private final Column column;
    private final Buffers buffers;
    private byte[] bytes = Buffers.NONE;
    private int[] offsets = Buffers.NO_INTS;
    private int count;

    Dictionary(Column column, Buffers buffers) {
        this.column = column;
        this.buffers = buffers;
    }

    /** Returns the buffer for a dictionary page. */
    byte[] bytes(int size) {
        bytes = buffers.atLeast(bytes, size);
        return bytes;
    }

    /** Decodes the page in the buffer. */
    void take(int values, int size) {
        count = 0;
        if (column.physical() == Physical.BOOLEAN) {
            throw Refusal.damaged("a column of booleans has a dictionary");
        }
        int width = column.physical() == Physical.BYTE_ARRAY ? Integer.BYTES : column.width();
        if ((long) values * width > size) {
            throw Refusal.damaged("a dictionary of " + size + " bytes claims " + values + " values");
        }
        if (column.physical() == Physical.BYTE_ARRAY) {
            offsets = buffers.atLeast(offsets, values);
            ValueDecoder plain = PlainValues.of(column, bytes, 0, size);
            for (int i = 0; i < values; i++) {
                plain.next();
                offsets[i] = plain.offset;
            }
        }
        count = values;
    }

    /** Returns the values that the given bytes reference: a bit width, then runs of indexes. */
    ValueDecoder values(byte[] source, int from, int limit) {
        if (from == limit) {
            // A page of nulls may have no value section.
            return new Named(new RunDecoder(source, from, limit, 0));
        }
        int width = source[from] & 0xff;
        if (width > RunDecoder.MAX_WIDTH) {
            throw Refusal.damaged("the numbers of a dictionary have " + width + " bits");
        }
        return new Named(new RunDecoder(source, from + 1, limit, width));
    }

    private final class Named extends ValueDecoder {
        private final RunDecoder indexes;
        private final Physical physical = column.physical();

        Named(RunDecoder indexes) {
            this.indexes = indexes;
            bytes = Dictionary.this.bytes;
            length = column.width();
        }

        @Override
        void next() {
            int index = indexes.next();
            if (index < 0 || index >= count) {
                throw Refusal.damaged("a page names value " + index + " of a dictionary of " + count);
            }
            switch (physical) {
                case INT32, FLOAT -> number = LittleEndian.int32(bytes, index * Integer.BYTES);
                case INT64, DOUBLE -> number = LittleEndian.int64(bytes, index * Long.BYTES);
                case BYTE_ARRAY -> {
                    offset = offsets[index];
                    length = LittleEndian.int32(bytes, offset - Integer.BYTES);
                }
                default -> offset = index * length;
            }
        }
    }
}
