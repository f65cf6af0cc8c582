package io.worldstream.wsp.internal.format;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats in which rows may be stored: those of the host, then JSON Lines. Immutable. */
public final class RowFormats {
    private static final int HEAD_BYTES = 16;

    private final List<RowFormat> formats;

    /** @param ofHost formats of the host, which are asked first */
    public RowFormats(List<RowFormat> ofHost) {
        formats = new ArrayList<>(ofHost);
        formats.add(new JsonLinesFormat());
    }

    /** The formats' dialects, in the order in which they are asked. */
    public List<String> dialects() {
        return formats.stream().map(RowFormat::dialect).toList();
    }

    /**
     * The first format that recognises a part, or null if none does.
     *
     * @param content the part's bytes, of which the first are read
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
