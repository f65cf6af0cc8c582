package io.worldstream.wsp.adapter.parquet;

/** Decodes DELTA_BYTE_ARRAY: for each value, the length of the prefix shared with the previous value, then the rest. */
final class DeltaBytes extends ValueDecoder {
    private final int width;
    private final Buffers buffers;
    private final DeltaNumbers kept;
    private final DeltaLengthBytes added;

    /**
     * Creates a decoder.
     *
     * @param width the length of every value, or 0 if they vary
     */
    DeltaBytes(int width, byte[] source, int from, int limit, Buffers buffers) {
        this.width = width;
        this.buffers = buffers;
        kept = new DeltaNumbers(source, from, limit, true);
        added = new DeltaLengthBytes(source, new DeltaNumbers(source, from, limit, true).end(), limit);
    }

    @Override
    void next() {
        kept.next();
        added.next();
        if (kept.number < 0 || kept.number > length) {
            throw Refusal.damaged("a value of " + length + " bytes cannot lend " + kept.number);
        }
        // Never longer than the page: the shared prefix was added before.
        int size = (int) kept.number + added.length;
        if (width > 0 && size != width) {
            throw Refusal.damaged("a value has " + size + " bytes, not " + width);
        }
        bytes = buffers.grown(bytes, size);
        System.arraycopy(added.bytes, added.offset, bytes, (int) kept.number, added.length);
        length = size;
    }
}
