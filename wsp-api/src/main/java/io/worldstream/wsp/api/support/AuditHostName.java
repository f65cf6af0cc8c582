package io.worldstream.wsp.api.support;

import java.util.regex.Pattern;

/**
 * The rule for the name of a host in an audit trail, the same for every store: 1 to 128 of {@code A-Z a-z 0-9 _ . -}, not
 * beginning with a dot. Stateless and thread-safe.
 */
public final class AuditHostName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}");

    private AuditHostName() {}

    /**
     * Returns the name.
     *
     * @throws IllegalArgumentException if it breaks the rule
     */
    public static String require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not the name of a host (1 to 128 of A-Z a-z 0-9 _ . -, not beginning with a dot): "
                            + LogText.quote(name));
        }
        return name;
    }
}
