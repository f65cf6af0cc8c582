package io.worldstream.wsp.internal.rows;

/** The way to rows of no part, for tests that make them from text. */
public final class RowParsing {
    private RowParsing() {}

    /** Parses a row that is known to be sound. */
    public static void parse(RowParser parser, byte[] row, Row into) throws RowFault {
        parser.parse(row, 0, row.length, into);
    }
}
