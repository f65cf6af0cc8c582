package io.worldstream.wsp.internal.format;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The supported row formats: those of the host, then JSON Lines. Immutable. */
public final class RowFormats {
    private static final int HEAD_BYTES = 16;

    private final List<RowFormat> formats;

    /** @param ofHost the host's formats, which are asked first */
    public RowFormats(List<RowFormat> ofHost) {
        formats = new ArrayList<>(ofHost);
        formats.add(new JsonLinesFormat());
    }

    /** Returns the formats' dialects, in the order in which the formats are asked. */
    public List<String> dialects() {
        return formats.stream().map(RowFormat::dialect).toList();
    }

    /**
     * Returns the first format that recognises a part, or null if none does.
     *
     * @param content the part's bytes; the first few are read
     */
    public @Nullable RowFormat recognise(OraclePart part, PartContent content) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        int count = 0;
        while (count >= 0 && head.hasRemaining()) {
            count = content.read(head.position(), head);
        }
        head.flip();
        for (RowFormat format : formats) {
            if (format.recognises(part, head.asReadOnlyBuffer())) {
                return format;
            }
        }
        return null;
    }
}
