package io.worldstream.wsp.api;

import java.util.regex.Pattern;

/** The lexical rules of the contracts' shorthands, in one place. */
final class Names {
    static final Pattern HEX32 = Pattern.compile("[0-9a-f]{32}");
    static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");
    static final Pattern OUTPUT_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private Names() {}

    static String require(String value, Pattern pattern, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("not " + rule + ": " + Printable.bounded(value));
        }
        return value;
    }
}
