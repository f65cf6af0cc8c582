package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.support.LogText;
import java.util.HashSet;
import java.util.Set;

/**
 * The hosts to which this one may connect. Immutable.
 *
 * @param names names and addresses in their one spelling
 * @param suffixes ends of names, each with its dot in front
 */
record AllowedHosts(Set<String> names, Set<String> suffixes) {
    static final String FORM = "a list of host names, IP addresses, or `*.NAME` for all names that end in `.NAME`";
    private static final String ANY = "*.";

    AllowedHosts {
        names = Set.copyOf(names);
        suffixes = Set.copyOf(suffixes);
    }

    static AllowedHosts of(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            throw ValueType.expected(FORM.replace("`", "") + ", at least one, as JSON [\"HOST\"]", node);
        }
        Set<String> names = new HashSet<>();
        Set<String> suffixes = new HashSet<>();
        for (JsonNode entry : node) {
            String text = entry.isTextual() ? entry.textValue() : "";
            boolean any = text.startsWith(ANY);
            HostName host = HostName.of(any ? text.substring(ANY.length()) : text)
                    .filter(name -> !any || !name.isAddress())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "expected host names without scheme, user, port and path, found "
                                    + LogText.quote(entry.asText())));
            if (any) {
                suffixes.add("." + host.name());
            } else {
                names.add(host.name());
            }
        }
        return new AllowedHosts(names, suffixes);
    }

    boolean contain(HostName host) {
        return names.contains(host.name())
                || (!host.isAddress() && suffixes.stream().anyMatch(host.name()::endsWith));
    }
}
