package io.worldstream.wsp.adapter.parquet;

/** All lengths, as differences, then all bytes: the format's DELTA_LENGTH_BYTE_ARRAY encoding. */
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
