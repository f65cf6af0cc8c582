package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.List;

/** Faults of one kind, so that all are reported at once. Not thread-safe. */
final class InputFaults {
    private static final int MOST_ROWS = 100;

    private final List<String> messages = new ArrayList<>();
    private int rows;
    private long moreRows;

    void add(String message) {
        messages.add(message);
    }

    /** Adds the fault of a row; only the first hundred are listed, the others counted. */
    void addRow(String message) {
        if (rows < MOST_ROWS) {
            rows++;
            messages.add(message);
        } else {
            moreRows++;
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Returns a single fault, or a list with one fault on each line. */
    String text() {
        if (messages.size() == 1) {
            return messages.get(0);
        }
        List<String> lines = new ArrayList<>(messages);
        if (moreRows > 0) {
            lines.add("and " + moreRows + " more " + LogText.noun(moreRows, "row") + " that "
                    + (moreRows == 1 ? "is" : "are") + " not CSV");
        }
        return messages.size() + moreRows + " faults:\n  " + String.join("\n  ", lines);
    }
}
