package io.worldstream.wsp.api;

import java.nio.ByteBuffer;

/**
 * Turns the stored bytes of a part into rows, each a JSON object in text. The engine brings JSON Lines, plain and gzip;
 * a host adds others, such as a columnar format that reads row group by row group.
 *
 * <p>A format gets its bytes only through the {@link PartContent} that it is handed, which has checked them (I4). Any
 * thread may call it; its readers belong to one thread at a time.
 */
public interface RowFormat {
    /**
     * Whether the part is of this format.
     *
     * @param part the part's name and size
     * @param head its first bytes, up to 16; fewer only if the part is shorter
     */
    boolean recognises(OraclePart part, ByteBuffer head);

    /**
     * How it makes rows of stored bytes, as a name: two formats of one name make the same rows of the same bytes. A survey
     * that was kept is used only under the same names. The class's name unless a format has settings that change rows.
     */
    default String dialect() {
        return getClass().getName();
    }

    /**
     * Whether its readers ask for a part's bytes from first to last, and for none again but the first 16, as long as they
     * asked for none behind those. Such a part is hashed and parsed in one pass, so its rows may come from bytes that then
     * prove not to be sealed; a reader must bear any bytes anyway.
     */
    default boolean readsInOrder() {
        return false;
    }

    /**
     * Starts to read a part from its first row.
     *
     * @param content the checked bytes; the reader closes them
     * @param maxRowBytes the longest row, in bytes of JSON text
     */
    RowReader open(PartContent content, int maxRowBytes);

    /**
     * Starts to read a part at a marked row, without reading what is before it.
     *
     * @param content the checked bytes; the reader closes them
     * @param maxRowBytes the longest row, in bytes of JSON text
     * @param mark a {@link RowReader#mark} that a reader of the same bytes gave
     * @param rowNumber the {@link RowReader#rowNumber} of the row there
     * @throws UnsupportedOperationException if the format's readers never give a mark
     */
    default RowReader openAt(PartContent content, int maxRowBytes, long mark, long rowNumber) {
        throw new UnsupportedOperationException("readers of this format give no marks");
    }
}
