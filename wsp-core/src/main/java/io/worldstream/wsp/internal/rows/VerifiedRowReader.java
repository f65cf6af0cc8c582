package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.seal.PartOpener;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/**
 * The rows of a verified part in stored order, without its bad rows, which are recognised by number. The only way to a
 * {@link Row}: its bytes pass chunk verification (I4), and are those that a {@link RowValidator} accepted, so they are
 * not validated again. Blocks on the oracle; one thread.
 */
public final class VerifiedRowReader implements Closeable {
    private final RowReader reader;
    private final RowParser parser;
    private final Iterator<BadRow> badRows;
    private long nextBadRow;

    private VerifiedRowReader(RowReader reader, VerifiedPart part, RowParser parser) {
        this.reader = reader;
        this.parser = parser;
        badRows = part.badRows().iterator();
        nextBadRow = nextBadRow();
    }

    /**
     * Opens a part.
     *
     * @param parser parses its rows, and those of other parts of its output
     * @param opener opens the part, under chunk verification
     * @param mark the place at which to start, or {@link RowReader#NO_MARK} for the first row
     * @param rowNumber the number of the row at the mark
     * @throws IOException if the part cannot be read
     * @throws WspException {@link ReasonCode#FORMAT_UNSUPPORTED}, {@link ReasonCode#CONTENT_DIGEST_MISMATCH}, or what
     *     the oracle throws
     */
    public static VerifiedRowReader open(
            VerifiedPart part, RowParser parser, PartOpener opener, RowFormats formats, long mark, long rowNumber)
            throws IOException {
        PartContent content = opener.open(part.sealed());
        try {
            RowFormat format = formats.recognise(part.sealed().part(), content);
            if (format == null) {
                throw new WspException(
                        ReasonCode.FORMAT_UNSUPPORTED,
                        LogText.quotePath(part.sealed().part().path())
                                + " has a row format that this host does not support");
            }
            RowReader reader = mark == RowReader.NO_MARK
                    ? format.open(content, parser.maxRowBytes())
                    : format.openAt(content, parser.maxRowBytes(), mark, rowNumber);
            return new VerifiedRowReader(reader, part, parser);
        } catch (IOException | RuntimeException | Error e) {
            closeBecauseOf(e, content);
            throw e;
        }
    }

    /**
     * Advances to the next row.
     *
     * @param row receives the row
     * @return false at the end
     * @throws RowFault if the row is not one that was accepted
     * @throws WspException {@link ReasonCode#CONTENT_DIGEST_MISMATCH}, or what the format or the oracle throws
     */
    public boolean advance(Row row) throws IOException, RowFault {
        do {
            if (!reader.advance()) {
                return false;
            }
        } while (reader.rowNumber() >= nextBadRow && isBad(reader.rowNumber()));
        parser.parse(reader.buffer(), reader.offset(), reader.length(), row);
        return true;
    }

    private boolean isBad(long number) {
        // A reader that starts further down never reaches the bad rows above its start.
        while (nextBadRow < number) {
            nextBadRow = nextBadRow();
        }
        return nextBadRow == number;
    }

    private long nextBadRow() {
        return badRows.hasNext() ? badRows.next().number() : Long.MAX_VALUE;
    }

    /** Returns the number of the row in its part. */
    public long rowNumber() {
        return reader.rowNumber();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static void closeBecauseOf(Throwable cause, Closeable content) {
        try {
            content.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
