package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.support.LogText;

/** Formats a sorted view as a line of text. Stateless. */
public final class SortedViewText {
    private SortedViewText() {}

    /** Returns the line, without its line break. */
    public static String line(SortedEntry entry) {
        return entry.key() + "  " + LogText.count(entry.sizeBytes(), "byte") + ", created "
                + JsonLine.micros(entry.created()) + ", last used " + JsonLine.micros(entry.lastUsed());
    }
}
