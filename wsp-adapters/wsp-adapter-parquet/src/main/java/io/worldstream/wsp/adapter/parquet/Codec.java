package io.worldstream.wsp.adapter.parquet;

/** Compression of pages. */
enum Codec {
    NONE,
    SNAPPY,
    GZIP,
    ZSTD,
    LZ4_RAW;

    private static final String[] NAMES = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4"};

    /** Returns the codec with the format's number. */
    static Codec of(int number) {
        return switch (number) {
            case 0 -> NONE;
            case 1 -> SNAPPY;
            case 2 -> GZIP;
            case 6 -> ZSTD;
            case 7 -> LZ4_RAW;
            default ->
                throw Refusal.unsupported("the codec "
                        + (number >= 0 && number < NAMES.length ? NAMES[number] : Integer.toString(number)));
        };
    }
}
