package io.worldstream.wsp.adapter.parquet;

/** Encoding of values or levels, by the format's number. */
enum Encoding {
    PLAIN(0),
    PLAIN_DICTIONARY(2),
    RLE(3),
    BIT_PACKED(4),
    DELTA_BINARY_PACKED(5),
    DELTA_LENGTH_BYTE_ARRAY(6),
    DELTA_BYTE_ARRAY(7),
    RLE_DICTIONARY(8),
    BYTE_STREAM_SPLIT(9);

    private static final Encoding[] ALL = values();

    private final int number;

    Encoding(int number) {
        this.number = number;
    }

    static Encoding of(int number) {
        for (Encoding encoding : ALL) {
            if (encoding.number == number) {
                return encoding;
            }
        }
        throw Refusal.unsupported("the encoding " + number);
    }

    int number() {
        return number;
    }
}
