package io.worldstream.wsp.testkit.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Test edits of one output's rows: replacements and additions. */
final class RowEdits {
    private final Map<Long, String> replaced = new HashMap<>();
    private final Map<Integer, List<String>> appended = new HashMap<>();

    void replace(long row, String text) {
        replaced.put(row, text);
    }

    void append(int part, String text) {
        appended.computeIfAbsent(part, p -> new ArrayList<>()).add(text);
    }

    @Nullable String replacement(long row) {
        return replaced.isEmpty() ? null : replaced.get(row);
    }

    List<String> appendedTo(int part) {
        return appended.getOrDefault(part, List.of());
    }
}
