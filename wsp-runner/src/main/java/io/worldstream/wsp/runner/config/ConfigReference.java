package io.worldstream.wsp.runner.config;

import java.util.List;
import java.util.stream.Collectors;

/** Renders {@link ConfigTable} as the table of {@code docs/configuration.md} and as the lines of {@code --help}. */
public final class ConfigReference {
    private ConfigReference() {}

    /** Returns the table of keys in Markdown, one row per line. */
    public static String markdown() {
        String head = "| key | value | default | meaning |\n|---|---|---|---|\n";
        return ConfigTable.ALL.stream()
                .map(key -> "| `" + key.name() + "` | " + key.type().allowed().replace("|", "\\|") + " | "
                        + fallback(key) + " | " + key.doc() + " |")
                .collect(Collectors.joining("\n", head, "\n"));
    }

    /** Returns two lines of plain text for each key. */
    public static List<String> help() {
        return ConfigTable.ALL.stream()
                .map(key -> "  " + key.name() + defaultInWords(key) + "\n      "
                        + key.doc().replace("`", ""))
                .toList();
    }

    private static String fallback(ConfigKey<?> key) {
        if (key.fallback() != null) {
            return "`" + key.fallback() + "`";
        }
        if (key.requiredFor().isEmpty()) {
            return "none";
        }
        return "required by " + requiredBy(key);
    }

    private static String requiredBy(ConfigKey<?> key) {
        if (key.requiredFor().contains(Purpose.DRY_RUN_MESSAGE)) {
            return "`run`, `explain` and `preview`";
        }
        if (key.requiredFor().contains(Purpose.DRY_RUN_BUS)) {
            return "`run`, and by `explain` and `preview` without `--ready`";
        }
        return key.requiredFor().contains(Purpose.STATUS) ? "`run` and `status`" : "`run`";
    }

    private static String defaultInWords(ConfigKey<?> key) {
        return key.fallback() == null
                ? (key.requiredFor().isEmpty() ? "" : "  (" + fallback(key).replace("`", "") + ")")
                : "  (default: " + key.fallback() + ")";
    }
}
