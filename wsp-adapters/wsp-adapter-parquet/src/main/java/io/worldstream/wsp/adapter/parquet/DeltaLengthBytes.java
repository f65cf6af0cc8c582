package io.worldstream.wsp.adapter.parquet;

/** Decodes DELTA_LENGTH_BYTE_ARRAY: all lengths, as differences, then all bytes. */
final class DeltaLengthBytes extends ValueDecoder {
    private final DeltaNumbers lengths;
    private final int limit;

    DeltaLengthBytes(byte[] source, int from, int limit) {
        bytes = source;
        this.limit = limit;
        lengths = new DeltaNumbers(source, from, limit, true);
        offset = new DeltaNumbers(source, from, limit, true).end();
    }

    @Override
    void next() {
        offset += length;
        lengths.next();
        if (lengths.number < 0 || lengths.number > limit - offset) {
            throw Refusal.damaged("a value claims " + lengths.number + " bytes");
        }
        length = (int) lengths.number;
    }
}
