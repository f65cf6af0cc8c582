package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.SortedEntry;

/** Formats a sorted view as a line of JSON. Stateless. */
public final class SortedViewJson {
    private SortedViewJson() {}

    /** Returns the line, without its line break. */
    public static String line(SortedEntry entry) {
        return JsonLine.of(line -> line.put("digest", entry.key())
                .put("bytes", entry.sizeBytes())
                .put("created", entry.created())
                .put("last_used", entry.lastUsed()));
    }
}
