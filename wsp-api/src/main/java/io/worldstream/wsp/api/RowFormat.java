package io.worldstream.wsp.api;

import java.nio.ByteBuffer;

/**
 * Reads the stored bytes of a part as rows, each of them a JSON object in text form. The engine supports JSON Lines,
 * plain and gzip; a host adds others, such as a columnar format that is read one row group at a time.
 *
 * <p>A format reads bytes only through the {@link PartContent} that it is given, which has verified them (I4). Any
 * thread may call a format; each of its readers belongs to one thread at a time.
 */
public interface RowFormat {
    /**
     * Returns whether the part is in this format.
     *
     * @param part the part's name and size
     * @param head the part's first bytes, up to 16; fewer only if the part is shorter
     */
    boolean recognises(OraclePart part, ByteBuffer head);

    /**
     * Returns the name of the conversion from stored bytes to rows: two formats with the same name produce the same
     * rows from the same bytes. A saved survey is used only under the same names. Default: the class name; override it
     * if the format has settings that change rows.
     */
    default String dialect() {
        return getClass().getName();
    }

    /**
     * Returns whether the format's readers request a part's bytes from first to last. Such a reader never requests a
     * byte twice, except that it may request the first 16 again until it requests a byte past them. The part is then
     * hashed and parsed in one pass, so rows may come from bytes that later prove not to be the sealed ones. A reader
     * must tolerate arbitrary bytes in any case. Default: false.
     */
    default boolean readsInOrder() {
        return false;
    }

    /**
     * Opens a reader at the first row of a part.
     *
     * @param content the checked bytes; the reader closes them
     * @param maxRowBytes the length limit of a row, in bytes of JSON text
     */
    RowReader open(PartContent content, int maxRowBytes);

    /**
     * Opens a reader at a marked row of a part, without reading the rows before it.
     *
     * @param content the checked bytes; the reader closes them
     * @param maxRowBytes the length limit of a row, in bytes of JSON text
     * @param mark a {@link RowReader#mark} that a reader of the same bytes returned
     * @param rowNumber the {@link RowReader#rowNumber} of the row at the mark
     * @throws UnsupportedOperationException if the format's readers never return a mark
     */
    default RowReader openAt(PartContent content, int maxRowBytes, long mark, long rowNumber) {
        throw new UnsupportedOperationException("readers of this format give no marks");
    }
}
