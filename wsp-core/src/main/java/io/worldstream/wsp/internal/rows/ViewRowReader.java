package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.view.DamagedViewException;
import io.worldstream.wsp.internal.view.ViewReader;
import java.io.Closeable;
import java.io.IOException;

/**
 * The rows of a sorted view in the one order. Beside {@link VerifiedRowReader} the only way to a {@link Row}: the view's
 * blocks pass verification (I4), and its rows came from a {@link VerifiedRowReader} when it was written. Rows are parsed
 * again, so key and flow are those of the present plan and policy. Blocks on the store; one thread.
 */
public final class ViewRowReader implements Closeable {
    private final ViewReader entries;
    private final RowParser parser;
    private final int firstPart;
    private final int parts;

    /**
     * @param entries the view's rows; closed with this reader
     * @param parser parses the rows of the view's output
     * @param firstPart the index of the output's first part among the parts of the plan
     * @param parts the number of the output's parts
     */
    public ViewRowReader(ViewReader entries, RowParser parser, int firstPart, int parts) {
        this.entries = entries;
        this.parser = parser;
        this.firstPart = firstPart;
        this.parts = parts;
    }

    /**
     * Advances to the next row.
     *
     * @param row receives the row, with its place
     * @return false at the end
     * @throws DamagedViewException if the bytes are not those that were written
     * @throws IOException if they cannot be read
     */
    public boolean advance(Row row) throws IOException {
        if (!entries.advance()) {
            return false;
        }
        try {
            parser.parse(entries.buffer(), entries.offset(), entries.length(), row);
        } catch (RowFault e) {
            throw new DamagedViewException("it has a row that " + e.finding(), e);
        } catch (RuntimeException e) {
            // The parser relies on a validator; only a view with forged digests has a row that none accepted.
            throw new DamagedViewException("it has a row that cannot be parsed", e);
        }
        if (row.tsMicros() != entries.tsMicros() || entries.part() < 0 || entries.part() >= parts) {
            throw new DamagedViewException("it has a row at a place that is not its own");
        }
        row.locate(firstPart + entries.part(), entries.number());
        return true;
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
