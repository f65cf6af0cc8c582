package io.worldstream.wsp.internal.rows;

/**
 * Finds the sought fields of rows that are known to be valid: with the template of earlier rows, or else with the
 * scanner, from which the template learns. One thread.
 */
final class RowFinder {
    private final FieldValues values;
    private final RowTemplate template;
    private final RowScanner scanner;
    private final MemberSpans members = new MemberSpans();

    /**
     * @param values receives the fields
     * @param maxDepth the deepest nesting of a row
     */
    RowFinder(FieldValues values, int maxDepth) {
        this.values = values;
        template = new RowTemplate(values);
        scanner = new RowScanner(values, maxDepth);
    }

    /**
     * Finds the fields of a row that the scanner or the strict reader has accepted, byte for byte. For any other row it
     * may find fields that do not exist.
     *
     * @return whether the fields are found that the row has; otherwise nothing is known of it
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
