package io.worldstream.wsp.adapter.parquet;

/**
 * The header of a page.
 *
 * @param kind the content of the page
 * @param storedBytes its length as stored
 * @param plainBytes its length decompressed
 * @param values the number of its entries, or of a dictionary's values
 * @param encoding the encoding of the values
 * @param levels the form of its levels
 * @param compressed whether the codec applies; the levels of version 2 are never compressed
 */
record PageHeader(
        Kind kind, int storedBytes, int plainBytes, int values, Encoding encoding, Levels levels, boolean compressed) {
    private static final int ABSENT = -1;

    /**
     * The form of a page's levels.
     *
     * @param repetitionEncoding the encoding of the repetition levels, version 1 only
     * @param definitionEncoding the encoding of the definition levels, version 1 only
     * @param repetitionBytes the length of the repetition levels, version 2 only
     * @param definitionBytes the length of the definition levels, version 2 only
     */
    record Levels(Encoding repetitionEncoding, Encoding definitionEncoding, int repetitionBytes, int definitionBytes) {}

    enum Kind {
        DATA(0),
        INDEX(1),
        DICTIONARY(2),
        DATA_V2(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /** Returns whether the page has entries; without any it need not be decompressed. */
    boolean hasEntries() {
        return values > 0 && (kind == Kind.DATA || kind == Kind.DATA_V2);
    }

    /** Reads a header. Throws {@link ThriftReader.Underflow} if it is incomplete. */
    static PageHeader read(ThriftReader in) {
        int type = ABSENT;
        int plain = ABSENT;
        int stored = ABSENT;
        Body body = null;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> type = in.i32();
                case 2 -> plain = in.i32();
                case 3 -> stored = in.i32();
                case 5 -> body = Body.read(in, Kind.DATA);
                case 7 -> body = Body.read(in, Kind.DICTIONARY);
                case 8 -> body = Body.read(in, Kind.DATA_V2);
                default -> in.skip();
            }
        }
        if (plain < 0 || stored < 0) {
            throw Refusal.damaged("a page claims " + stored + " bytes, decompressed " + plain);
        }
        if (type == Kind.INDEX.number) {
            return new Body(Kind.INDEX).header(stored, plain);
        }
        if (body == null || type != body.kind.number) {
            throw Refusal.damaged("a page is of the type " + type + " and has no such header");
        }
        if (body.values < 0 || body.repetitionBytes < 0 || body.definitionBytes < 0) {
            throw Refusal.damaged("a page claims " + body.values + " values");
        }
        long levels = (long) body.repetitionBytes + body.definitionBytes;
        if (levels > stored || levels > plain) {
            throw Refusal.damaged("a page claims " + levels + " bytes of levels, and " + stored + " in all");
        }
        return body.header(stored, plain);
    }

    /** The part of a header that depends on the kind of page. */
    private static final class Body {
        private final Kind kind;
        private int values = ABSENT;
        private int encoding = ABSENT;
        private int repetitionEncoding = Encoding.RLE.number();
        private int definitionEncoding = Encoding.RLE.number();
        private int repetitionBytes;
        private int definitionBytes;
        private boolean compressed = true;

        Body(Kind kind) {
            this.kind = kind;
        }

        static Body read(ThriftReader in, Kind kind) {
            Body body = new Body(kind);
            in.struct();
            for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
                if (id == 1) {
                    body.values = in.i32();
                } else if (kind == Kind.DATA_V2) {
                    body.readV2(in, id);
                } else {
                    body.readV1(in, id);
                }
            }
            return body;
        }

        private void readV1(ThriftReader in, int id) {
            if (id == 2) {
                encoding = in.i32();
            } else if (id == 3 && kind == Kind.DATA) {
                definitionEncoding = in.i32();
            } else if (id == 4 && kind == Kind.DATA) {
                repetitionEncoding = in.i32();
            } else {
                in.skip();
            }
        }

        private void readV2(ThriftReader in, int id) {
            switch (id) {
                case 4 -> encoding = in.i32();
                case 5 -> definitionBytes = in.i32();
                case 6 -> repetitionBytes = in.i32();
                case 7 -> compressed = in.bool();
                default -> in.skip();
            }
        }

        PageHeader header(int stored, int plain) {
            return new PageHeader(
                    kind,
                    stored,
                    plain,
                    values,
                    kind == Kind.INDEX ? Encoding.PLAIN : Encoding.of(encoding),
                    new Levels(
                            Encoding.of(repetitionEncoding),
                            Encoding.of(definitionEncoding),
                            repetitionBytes,
                            definitionBytes),
                    compressed);
        }
    }
}
