package io.worldstream.wsp.adapter.parquet;

/**
 * Sequential decoder of the values of one page. After {@link #next}, a value of INT32, INT64, FLOAT, DOUBLE or BOOLEAN
 * is in {@link #number} (FLOAT and DOUBLE as raw bits). Any other value is {@link #length} bytes of {@link #bytes} from
 * {@link #offset}, valid until the next call. Not thread-safe.
 */
abstract class ValueDecoder {
    /** Fields instead of methods, since they are read once per value. */
    long number;

    byte[] bytes = Buffers.NONE;
    int offset;
    int length;

    /** Moves to the next value. */
    abstract void next();

    /**
     * Returns a decoder of the values in the given bytes.
     *
     * @param buffers the budget of decoders that need memory of their own
     */
    static ValueDecoder of(Column column, Encoding encoding, byte[] bytes, int from, int limit, Buffers buffers) {
        Physical physical = column.physical();
        boolean fits = switch (encoding) {
            case PLAIN -> true;
            case RLE -> physical == Physical.BOOLEAN;
            case DELTA_BINARY_PACKED -> physical == Physical.INT32 || physical == Physical.INT64;
            case DELTA_LENGTH_BYTE_ARRAY -> physical == Physical.BYTE_ARRAY;
            case DELTA_BYTE_ARRAY -> physical == Physical.BYTE_ARRAY || physical == Physical.FIXED_LEN_BYTE_ARRAY;
            case BYTE_STREAM_SPLIT -> physical.isNumber() || physical == Physical.FIXED_LEN_BYTE_ARRAY;
            case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> false;
        };
        if (!fits) {
            throw Refusal.damaged("values of " + physical + " are in the encoding " + encoding);
        }
        return switch (encoding) {
            case PLAIN -> PlainValues.of(column, bytes, from, limit);
            case RLE -> PlainValues.runs(bytes, from, limit);
            case DELTA_BINARY_PACKED -> new DeltaNumbers(bytes, from, limit, physical == Physical.INT32);
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthBytes(bytes, from, limit);
            case DELTA_BYTE_ARRAY -> new DeltaBytes(column.width(), bytes, from, limit, buffers);
            case BYTE_STREAM_SPLIT -> new SplitValues(column, bytes, from, limit, buffers);
            default -> throw new IllegalStateException(encoding.name());
        };
    }

    static RuntimeException tooFew() {
        return LevelDecoder.tooFew();
    }
}
