package io.worldstream.wsp.internal.format;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** JSON Lines, plain or gzip: one object per line (contracts 12). Stateless. */
public final class JsonLinesFormat implements RowFormat {
    private static final List<String> SUFFIXES = List.of(".jsonl", ".ndjson", ".json");

    @Override
    public boolean recognises(OraclePart part, ByteBuffer head) {
        String name = part.path().toLowerCase(Locale.ROOT);
        String plainName = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        return SUFFIXES.stream().anyMatch(plainName::endsWith)
                || !head.hasRemaining()
                || JsonLinesReader.isGzip(head)
                || head.get(head.position()) == '{';
    }

    @Override
    public boolean readsInOrder() {
        return true;
    }

    @Override
    public RowReader open(PartContent content, int maxRowBytes) {
        return new JsonLinesReader(content, maxRowBytes);
    }

    @Override
    public RowReader openAt(PartContent content, int maxRowBytes, long mark, long rowNumber) {
        return new JsonLinesReader(content, maxRowBytes, mark, rowNumber);
    }
}
