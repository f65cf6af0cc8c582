package io.worldstream.wsp.adapter.parquet;

/** Decodes PLAIN: values one after another. */
final class PlainValues {
    private PlainValues() {}

    static ValueDecoder of(Column column, byte[] bytes, int from, int limit) {
        return switch (column.physical()) {
            case BOOLEAN -> new Bits(bytes, from, limit);
            case INT32, FLOAT -> new Words(bytes, from, limit);
            case INT64, DOUBLE -> new Longs(bytes, from, limit);
            case INT96, FIXED_LEN_BYTE_ARRAY -> new Fixed(column.width(), bytes, from, limit);
            case BYTE_ARRAY -> new Counted(bytes, from, limit);
        };
    }

    /** Decodes booleans in runs, after the length of the runs. */
    static ValueDecoder runs(byte[] bytes, int from, int limit) {
        if (limit - from < Integer.BYTES) {
            throw ValueDecoder.tooFew();
        }
        int length = LittleEndian.int32(bytes, from);
        int start = from + Integer.BYTES;
        if (length < 0 || length > limit - start) {
            throw Refusal.damaged("a page claims " + length + " bytes of runs");
        }
        return new Runs(new RunDecoder(bytes, start, start + length, 1));
    }

    private static final class Runs extends ValueDecoder {
        private final RunDecoder runs;

        Runs(RunDecoder runs) {
            this.runs = runs;
        }

        @Override
        void next() {
            number = runs.next();
        }
    }

    private static final class Bits extends ValueDecoder {
        private final byte[] source;
        private final long limit;
        private long bitAt;

        Bits(byte[] source, int from, int limit) {
            this.source = source;
            this.limit = (long) limit * Byte.SIZE;
            bitAt = (long) from * Byte.SIZE;
        }

        @Override
        void next() {
            if (bitAt >= limit) {
                throw tooFew();
            }
            number = (source[(int) (bitAt >>> 3)] >>> (int) (bitAt & 7)) & 1L;
            bitAt++;
        }
    }

    private static final class Words extends ValueDecoder {
        private final byte[] source;
        private final int limit;
        private int at;

        Words(byte[] source, int from, int limit) {
            this.source = source;
            this.limit = limit;
            at = from;
        }

        @Override
        void next() {
            if (Integer.BYTES > limit - at) {
                throw tooFew();
            }
            number = LittleEndian.int32(source, at);
            at += Integer.BYTES;
        }
    }

    private static final class Longs extends ValueDecoder {
        private final byte[] source;
        private final int limit;
        private int at;

        Longs(byte[] source, int from, int limit) {
            this.source = source;
            this.limit = limit;
            at = from;
        }

        @Override
        void next() {
            if (Long.BYTES > limit - at) {
                throw tooFew();
            }
            number = LittleEndian.int64(source, at);
            at += Long.BYTES;
        }
    }

    private static final class Fixed extends ValueDecoder {
        private final int limit;
        private int at;

        Fixed(int width, byte[] source, int from, int limit) {
            bytes = source;
            length = width;
            this.limit = limit;
            at = from;
        }

        @Override
        void next() {
            if (length > limit - at) {
                throw tooFew();
            }
            offset = at;
            at += length;
        }
    }

    private static final class Counted extends ValueDecoder {
        private final int limit;
        private int at;

        Counted(byte[] source, int from, int limit) {
            bytes = source;
            this.limit = limit;
            at = from;
        }

        @Override
        void next() {
            if (Integer.BYTES > limit - at) {
                throw tooFew();
            }
            length = LittleEndian.int32(bytes, at);
            offset = at + Integer.BYTES;
            if (length < 0 || length > limit - offset) {
                throw Refusal.damaged("a value claims " + length + " bytes");
            }
            at = offset + length;
        }
    }
}
