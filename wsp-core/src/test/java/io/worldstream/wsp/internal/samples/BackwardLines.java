package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A format that jumps: parts named {@code *.back}, whose lines are rows, the last line first. It gives no marks. */
public final class BackwardLines implements RowFormat {
    @Override
    public boolean recognises(OraclePart part, ByteBuffer head) {
        return part.path().endsWith(".back");
    }

    @Override
    public RowReader open(PartContent content, int maxRowBytes) {
        return new Reader(content);
    }

    private static final class Reader implements RowReader {
        private final PartContent content;
        private final List<byte[]> lines = new ArrayList<>();
        private int next = -1;

        Reader(PartContent content) {
            this.content = content;
        }

        @Override
        public boolean advance() throws IOException {
            if (next < 0) {
                readLines();
                next = lines.size();
            }
            next--;
            return next >= 0;
        }

        /** Byte by byte from the last, so that nobody takes it for a format that reads in order. */
        private void readLines() throws IOException {
            byte[] text = new byte[(int) content.sizeBytes()];
            for (int at = text.length - 1; at >= 0; at--) {
                if (content.read(at, ByteBuffer.wrap(text, at, 1)) != 1) {
                    throw new IOException("no byte " + at);
                }
            }
            new String(text, StandardCharsets.UTF_8).lines().forEach(line -> lines.add(TestWorld.utf8(line)));
        }

        @Override
        public byte[] buffer() {
            return lines.get(next);
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return lines.get(next).length;
        }

        @Override
        public long rowNumber() {
            return next + 1L;
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
