package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sequential cursor over the entries of one column, read page by page. An entry has two levels: the list that it
 * continues ({@link #repetition}), and how much of its path is present ({@link #definition}). If the whole path is
 * present, the entry has a value. Not thread-safe.
 */
final class ColumnCursor {
    /** Result of {@link #repetition} after the last entry of a row group. */
    static final int END = -1;

    private static final int FIRST_HEADER_BYTES = 128;
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private final Column column;
    private final ParquetLimits limits;
    private final Buffers buffers;
    private final Decompressor decompressor;
    private final ChunkInput input;
    private final Dictionary dictionary;
    private final int repetitionWidth;
    private final int definitionWidth;
    private Codec codec = Codec.NONE;
    private byte[] page = Buffers.NONE;
    private boolean hasDictionary;
    private long left;
    private int leftInPage;
    private @Nullable LevelDecoder repetitions;
    private @Nullable LevelDecoder definitions;
    private ValueDecoder values = NoValues.INSTANCE;
    private boolean loaded;
    private int repetition;
    private int definition;

    ColumnCursor(
            Column column,
            ParquetLimits limits,
            PartContent content,
            Buffers buffers,
            Decompressor decompressor,
            int ahead) {
        this.column = column;
        this.limits = limits;
        this.buffers = buffers;
        this.decompressor = decompressor;
        input = new ChunkInput(content, buffers, ahead);
        dictionary = new Dictionary(column, buffers);
        repetitionWidth = width(column.maxRepetition());
        definitionWidth = width(column.maxDefinition());
    }

    Column column() {
        return column;
    }

    /** Moves to the first entry of a row group. */
    void start(ColumnChunk chunk) {
        codec = chunk.codec();
        left = chunk.values();
        leftInPage = 0;
        loaded = false;
        hasDictionary = false;
        values = NoValues.INSTANCE;
        input.start(chunk);
    }

    /** Returns the current entry's repetition level, or {@link #END}. */
    int repetition() throws IOException {
        if (!loaded && left == 0) {
            return END;
        }
        load();
        return repetition;
    }

    /** Returns the current entry's definition level. Fails at the end. */
    int definition() throws IOException {
        load();
        return definition;
    }

    /** Returns whether the current entry has a value. */
    boolean hasValue() throws IOException {
        load();
        return definition == column.maxDefinition();
    }

    /** Returns the decoder that holds the current value, if the entry has one. */
    ValueDecoder value() {
        return values;
    }

    /** Moves to the next entry, which is only read on demand. */
    void next() {
        loaded = false;
    }

    private void load() throws IOException {
        if (loaded) {
            return;
        }
        if (left == 0) {
            throw damaged("it has fewer entries than its rows need");
        }
        while (leftInPage == 0) {
            startPage();
        }
        leftInPage--;
        left--;
        repetition = repetitions == null ? 0 : repetitions.next();
        definition = definitions == null ? column.maxDefinition() : definitions.next();
        // The bit width of the levels allows larger numbers.
        if (repetition > column.maxRepetition() || definition > column.maxDefinition()) {
            throw damaged("it has the levels " + repetition + " and " + definition);
        }
        if (definition == column.maxDefinition()) {
            values.next();
        }
        loaded = true;
    }

    private void startPage() throws IOException {
        PageHeader header = readHeader();
        if (header.storedBytes() > limits.maxPageBytes() || header.plainBytes() > limits.maxPageBytes()) {
            throw Refusal.over(
                    "a page of column " + LogText.quote(column.path()),
                    Math.max(header.storedBytes(), header.plainBytes()),
                    "maxPageBytes",
                    limits.maxPageBytes());
        }
        input.require(header.storedBytes());
        if (header.kind() == PageHeader.Kind.DICTIONARY) {
            startDictionary(header);
        } else if (header.hasEntries()) {
            if (header.values() > left) {
                throw damaged("its pages have more entries than it");
            }
            if (header.kind() == PageHeader.Kind.DATA) {
                startData(header);
            } else {
                startDataV2(header);
            }
            leftInPage = header.values();
        }
        input.pass(header.storedBytes());
    }

    private PageHeader readHeader() throws IOException {
        for (int size = FIRST_HEADER_BYTES; ; size *= 4) {
            if (input.left() == 0) {
                throw damaged("its pages have fewer entries than it");
            }
            input.require((int) Math.min(size, input.left()));
            ThriftReader in = new ThriftReader(input.bytes(), input.from(), input.from() + input.present());
            try {
                PageHeader header = PageHeader.read(in);
                input.pass(in.position() - input.from());
                return header;
            } catch (ThriftReader.Underflow e) {
                if (size >= MAX_HEADER_BYTES || size >= input.left()) {
                    throw Refusal.damaged(
                            "the header of a page of column " + LogText.quote(column.path()) + " does not end");
                }
            }
        }
    }

    private void startDictionary(PageHeader header) {
        if (hasDictionary) {
            throw damaged("it has two dictionaries");
        }
        if (header.encoding() != Encoding.PLAIN && header.encoding() != Encoding.PLAIN_DICTIONARY) {
            throw damaged("its dictionary is in the encoding " + header.encoding());
        }
        byte[] target = dictionary.bytes(header.plainBytes());
        decompressor.decompress(codec, input.bytes(), input.from(), header.storedBytes(), target, header.plainBytes());
        dictionary.take(header.values(), header.plainBytes());
        hasDictionary = true;
    }

    /** Starts a page of version 1: levels and values are compressed together. */
    private void startData(PageHeader header) {
        byte[] bytes = input.bytes();
        int at = input.from();
        if (codec == Codec.NONE) {
            requireSame(header.storedBytes(), header.plainBytes());
        } else {
            bytes = decompress(input.from(), header.storedBytes(), header.plainBytes());
            at = 0;
        }
        int limit = at + header.plainBytes();
        repetitions = null;
        definitions = null;
        if (repetitionWidth > 0) {
            int end = levelsEnd(header, header.levels().repetitionEncoding(), bytes, at, limit, repetitionWidth);
            repetitions = levels(header.levels().repetitionEncoding(), bytes, at, end, repetitionWidth);
            at = end;
        }
        if (definitionWidth > 0) {
            int end = levelsEnd(header, header.levels().definitionEncoding(), bytes, at, limit, definitionWidth);
            definitions = levels(header.levels().definitionEncoding(), bytes, at, end, definitionWidth);
            at = end;
        }
        startValues(header.encoding(), bytes, at, limit);
    }

    /** Starts a page of version 2: the levels precede the values, and only the values are compressed. */
    private void startDataV2(PageHeader header) {
        byte[] levels = input.bytes();
        int at = input.from();
        int end = at + header.levels().repetitionBytes();
        repetitions = repetitionWidth == 0 ? null : new RunDecoder(levels, at, end, repetitionWidth);
        at = end;
        end += header.levels().definitionBytes();
        definitions = definitionWidth == 0 ? null : new RunDecoder(levels, at, end, definitionWidth);
        int levelBytes = header.levels().repetitionBytes() + header.levels().definitionBytes();
        int stored = header.storedBytes() - levelBytes;
        int plain = header.plainBytes() - levelBytes;
        if (plain == 0) {
            // Only nulls: some writers store no byte for them, some an empty frame.
            startValues(header.encoding(), levels, end, end);
        } else if (header.compressed() && codec != Codec.NONE) {
            startValues(header.encoding(), decompress(end, stored, plain), 0, plain);
        } else {
            requireSame(stored, plain);
            startValues(header.encoding(), levels, end, end + plain);
        }
    }

    private void startValues(Encoding encoding, byte[] bytes, int from, int limit) {
        if (encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY) {
            if (!hasDictionary) {
                throw damaged("its pages name values of a dictionary that it does not have");
            }
            values = dictionary.values(bytes, from, limit);
        } else if (from == limit) {
            values = NoValues.INSTANCE;
        } else {
            values = ValueDecoder.of(column, encoding, bytes, from, limit, buffers);
        }
    }

    private byte[] decompress(int from, int stored, int plain) {
        page = buffers.atLeast(page, plain);
        decompressor.decompress(codec, input.bytes(), from, stored, page, plain);
        return page;
    }

    private int levelsEnd(PageHeader header, Encoding encoding, byte[] bytes, int from, int limit, int width) {
        long end;
        if (encoding == Encoding.BIT_PACKED) {
            end = from + ((long) header.values() * width + 7) / Byte.SIZE;
        } else if (encoding == Encoding.RLE) {
            if (limit - from < Integer.BYTES) {
                throw damaged("a page of it has no levels");
            }
            int length = LittleEndian.int32(bytes, from);
            end = length < 0 ? Long.MAX_VALUE : (long) from + Integer.BYTES + length;
        } else {
            throw damaged("its levels are in the encoding " + encoding);
        }
        if (end > limit) {
            throw damaged("a page of it has shorter levels than it claims");
        }
        return (int) end;
    }

    private static LevelDecoder levels(Encoding encoding, byte[] bytes, int from, int end, int width) {
        return encoding == Encoding.BIT_PACKED
                ? new BitPackedLevels(bytes, from, end, width)
                : new RunDecoder(bytes, from + Integer.BYTES, end, width);
    }

    private void requireSame(int stored, int plain) {
        if (stored != plain) {
            throw damaged("a page that is not compressed claims " + stored + " and " + plain + " bytes");
        }
    }

    private RuntimeException damaged(String what) {
        return Refusal.damaged("column " + LogText.quote(column.path()) + ": " + what);
    }

    private static int width(int maxLevel) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(maxLevel);
    }

    private static final class NoValues extends ValueDecoder {
        static final NoValues INSTANCE = new NoValues();

        @Override
        void next() {
            throw tooFew();
        }
    }
}
