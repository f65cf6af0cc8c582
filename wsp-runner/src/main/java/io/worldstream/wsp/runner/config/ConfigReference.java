package io.worldstream.wsp.runner.config;

import java.util.List;
import java.util.stream.Collectors;

/** {@link ConfigTable} for people: the table of {@code docs/configuration.md}, and the lines of {@code --help}. */
public final class ConfigReference {
    private ConfigReference() {}

    /** The table of keys in Markdown, one row a line. */
    public static String markdown() {
        String head = "| key | value | default | meaning |\n|---|---|---|---|\n";
        return ConfigTable.ALL.stream()
                .map(key -> "| `" + key.name() + "` | " + key.type().allowed().replace("|", "\\|") + " | "
                        + fallback(key) + " | " + key.doc() + " |")
                .collect(Collectors.joining("\n", head, "\n"));
    }

    /** Each key in two lines of plain text. */
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
        return key.requiredFor().size() == Purpose.values().length ? "required" : "required by " + requiredBy(key);
    }

    private static String requiredBy(ConfigKey<?> key) {
        return key.requiredFor().contains(Purpose.REHEARSE_BUS) ? "`run`, and where there is no `--ready`" : "`run`";
    }

    private static String defaultInWords(ConfigKey<?> key) {
        return key.fallback() == null
                ? (key.requiredFor().isEmpty() ? "" : "  (" + fallback(key).replace("`", "") + ")")
                : "  (default: " + key.fallback() + ")";
    }
}
