package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.support.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders {@link ConfigTable} as the table of {@code docs/configuration.md} and as the text of {@code wsp help config}. */
public final class ConfigReference {
    private static final int LINE_CHARS = 80;

    private static final String INDENT = "  ";
    private static final String FIELD = "  %-13s";

    /** In the meaning of a key whose default depends on others. */
    private static final Pattern IN_WORDS = Pattern.compile("Defaults to |By default |Without it, ");

    private ConfigReference() {}

    /** Returns the table of keys in Markdown, one row per line. */
    public static String markdown() {
        String head = "| key | value | default | meaning |\n|---|---|---|---|\n";
        return ConfigTable.ALL.stream()
                .map(key -> "| `" + key.name() + "` | " + key.type().allowed().replace("|", "\\|") + " | "
                        + fallback(key) + " | " + key.doc() + " |")
                .collect(Collectors.joining("\n", head, "\n"));
    }

    /** Returns a line of plain text for each key, with its default; sections are separated by empty lines. */
    public static List<String> overview() {
        List<String> lines = new ArrayList<>();
        sections().values().forEach(keys -> {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(overview(keys));
        });
        return lines;
    }

    /**
     * Describes a key, in lines of plain text: its values, its default, its environment variable and its meaning. An old
     * name of a key describes the present one. A section lists its keys.
     *
     * @param name a key, such as {@code policy.framing}, or a section, such as {@code policy}
     * @return the lines; empty if there is no such key or section
     */
    public static Optional<List<String>> describe(String name) {
        return RenamedSettings.find(name)
                .map(key -> key.name().equals(name) ? describe(key) : describeRenamed(name, key))
                .or(() -> Optional.ofNullable(sections().get(name)).map(ConfigReference::overview));
    }

    /**
     * Returns the end of a message on an unknown name, beginning with a semicolon: the nearest known one, or nothing if none is
     * near. Near is a third of the characters, and at least two.
     *
     * @param known the known names
     */
    public static String suggestion(String unknown, Collection<String> known) {
        return NearestName.near(unknown, known)
                .map(near -> "; the nearest known one is " + near)
                .orElse("");
    }

    /** Returns the names of all keys and sections, without old ones. */
    public static List<String> names() {
        return Stream.concat(ConfigTable.ALL.stream().map(ConfigKey::name), sections().keySet().stream())
                .distinct()
                .toList();
    }

    private static Map<String, List<ConfigKey<?>>> sections() {
        return ConfigTable.ALL.stream()
                .collect(Collectors.groupingBy(ConfigKey::section, LinkedHashMap::new, Collectors.toList()));
    }

    private static List<String> overview(List<ConfigKey<?>> keys) {
        return keys.stream()
                .map(key -> String.format("  %-30s  ", key.name())
                        + (key.requiredFor().isEmpty() ? inWords(fallback(key)) : "required" + inWords(condition(key))))
                .toList();
    }

    private static List<String> describeRenamed(String old, ConfigKey<?> key) {
        List<String> lines = new ArrayList<>();
        lines.add(old + " is now " + key.name() + "; the old name is still read.");
        lines.add("");
        lines.addAll(describe(key));
        return lines;
    }

    private static List<String> describe(ConfigKey<?> key) {
        List<String> lines = new ArrayList<>();
        lines.add(key.name());
        lines.addAll(wrapped(String.format(FIELD, "value"), key.type().allowed()));
        lines.addAll(wrapped(
                String.format(FIELD, "default"), (key.requiredFor().isEmpty() ? "" : "none; ") + fallback(key)));
        lines.add(String.format(FIELD, "environment") + key.environmentName());
        lines.add("");
        lines.addAll(wrapped(INDENT, key.doc()));
        return lines;
    }

    /** Wraps Markdown as plain text. Lines after the first are indented to the end of the head. */
    private static List<String> wrapped(String head, String markdown) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(head);
        boolean empty = true;
        for (String word : inWords(markdown).split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > LINE_CHARS) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(head.length()));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }

    private static String inWords(String markdown) {
        return markdown.replace("`", "");
    }

    private static String fallback(ConfigKey<?> key) {
        if (key.fallback() != null) {
            return "`" + key.fallback() + "`";
        }
        if (key.requiredFor().isEmpty()) {
            return IN_WORDS.matcher(key.doc()).find() ? "see text" : "none";
        }
        return "required by " + requiredBy(key) + condition(key);
    }

    private static String condition(ConfigKey<?> key) {
        ConfigKey.Condition condition = key.condition();
        return condition == null ? "" : " if " + condition.inWords();
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
}
