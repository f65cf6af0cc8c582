package io.worldstream.wsp.adapter.parquet;

/** Physical type of a value, by the format's number. */
enum Physical {
    BOOLEAN(0, 0),
    INT32(1, Integer.BYTES),
    INT64(2, Long.BYTES),
    INT96(3, 12),
    FLOAT(4, Float.BYTES),
    DOUBLE(5, Double.BYTES),
    BYTE_ARRAY(6, 0),
    FIXED_LEN_BYTE_ARRAY(7, 0);

    private static final Physical[] ALL = values();

    private final int number;
    private final int bytes;

    Physical(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    static Physical of(int number) {
        for (Physical physical : ALL) {
            if (physical.number == number) {
                return physical;
            }
        }
        throw Refusal.unsupported("the physical type " + number);
    }

    int number() {
        return number;
    }

    /** Returns the bytes of a value, or 0 if the type does not define them. */
    int bytes() {
        return bytes;
    }

    /** Returns whether a value is passed on as a number. */
    boolean isNumber() {
        return this == INT32 || this == INT64 || this == FLOAT || this == DOUBLE;
    }
}
