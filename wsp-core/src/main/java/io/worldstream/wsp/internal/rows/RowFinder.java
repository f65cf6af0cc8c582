package io.worldstream.wsp.internal.rows;

/**
 * Finds the fields that a row must have in rows that are known to be sound: by the template of the rows before, or else by
 * the scanner, of which the template is learned. One thread.
 */
final class RowFinder {
    private final FieldValues values;
    private final RowTemplate template;
    private final RowScanner scanner;
    private final MemberSpans members = new MemberSpans();

    /**
     * @param values takes the fields
     * @param maxDepth how deep a row may nest
     */
    RowFinder(FieldValues values, int maxDepth) {
        this.values = values;
        template = new RowTemplate(values);
        scanner = new RowScanner(values, maxDepth);
    }

    /**
     * Finds the fields of a row that the scanner or the strict reader took before, the same bytes; of others it may find
     * what is not there.
     *
     * @return whether all are found; otherwise nothing is known of the row
     */
    boolean find(byte[] buffer, int offset, int length) {
        values.clear();
        values.source(buffer);
        if (template.find(buffer, offset, offset + length)) {
            return true;
        }
        boolean found = scanner.find(buffer, offset, length, members);
        if (found) {
            template.learn(buffer, offset, length, members);
        }
        return found;
    }
}
