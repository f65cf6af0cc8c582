package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Environment variables that begin with {@code WSP_} and set no key. The platform's tasks carry some (contracts 13), and
 * one of ours may be mistyped, so they are no fault but are named in one warning.
 */
final class ForeignVariables {
    private static final String PREFIX = "WSP_";
    private static final int MOST_NAMED = 20;
    /** More edits than these make another name, not a slip of the finger. */
    private static final int TYPO_EDITS = 2;

    /** Variables of the launcher. */
    private static final Set<String> LAUNCHER = Set.of("WSP_COMMAND", "WSP_JAVA_OPTS");

    private ForeignVariables() {}

    /**
     * Returns the warning; empty if there are no such variables. It also names the variables that do set a key: beside
     * foreign ones, their names may be a coincidence.
     *
     * @param environment the process environment; its values are never shown
     * @param keys each variable that sets a key, with the key
     * @param used variables that the configuration names, such as that of the token
     */
    static Optional<String> warning(Set<String> environment, Map<String, String> keys, Predicate<String> used) {
        List<String> foreign = environment.stream()
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !keys.containsKey(name) && !LAUNCHER.contains(name) && !used.test(name))
                .sorted()
                .toList();
        if (foreign.isEmpty()) {
            return Optional.empty();
        }
        String ignored = listed(
                foreign.stream().map(name -> LogText.segment(name) + suggestion(name, keys.keySet())), foreign.size());
        List<String> obeyed =
                environment.stream().filter(keys::containsKey).sorted().toList();
        String read = obeyed.isEmpty()
                ? ""
                : "; read: " + listed(obeyed.stream().map(name -> name + " as " + keys.get(name)), obeyed.size());
        return Optional.of("environment: ignored, since they set no key: " + ignored + read);
    }

    private static String listed(Stream<String> names, int count) {
        String first = names.limit(MOST_NAMED).collect(Collectors.joining(", "));
        return count > MOST_NAMED ? first + " and " + (count - MOST_NAMED) + " more" : first;
    }

    private static String suggestion(String name, Set<String> known) {
        return NearestName.within(TYPO_EDITS, name, known)
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
    }
}
