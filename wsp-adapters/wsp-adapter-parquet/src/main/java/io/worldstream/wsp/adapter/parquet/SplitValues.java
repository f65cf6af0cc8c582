package io.worldstream.wsp.adapter.parquet;

/** Decodes BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones, and so on. */
final class SplitValues extends ValueDecoder {
    private final boolean isNumber;
    private final boolean narrow;
    private final byte[] source;
    private final int width;
    private final int count;
    private final int from;
    private int at;

    SplitValues(Column column, byte[] source, int from, int limit, Buffers buffers) {
        this.source = source;
        this.from = from;
        width = column.width();
        isNumber = column.physical().isNumber();
        narrow = width == Integer.BYTES;
        count = (limit - from) / width;
        if (count * width != limit - from) {
            throw Refusal.damaged("a page splits " + (limit - from) + " bytes into values of " + width);
        }
        if (!isNumber) {
            bytes = buffers.atLeast(bytes, width);
            length = width;
        }
    }

    @Override
    void next() {
        if (at == count) {
            throw tooFew();
        }
        if (isNumber) {
            number = 0;
            for (int i = width - 1; i >= 0; i--) {
                number = (number << Byte.SIZE) | (source[from + i * count + at] & 0xff);
            }
            if (narrow) {
                int low = (int) number;
                number = low;
            }
        } else {
            for (int i = 0; i < width; i++) {
                bytes[i] = source[from + i * count + at];
            }
        }
        at++;
    }
}
