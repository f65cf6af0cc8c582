package io.worldstream.wsp.api;

import io.worldstream.wsp.api.support.LogText;
import java.util.regex.Pattern;

/** Lexical rules of the contracts' shorthands. */
final class Names {
    static final int HEX32 = 32;
    static final int HEX64 = 64;
    private static final Pattern OUTPUT_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    /** Segments that are safe as names of folders: neither {@code .} nor {@code ..} nor empty. */
    private static final Pattern POSITION_NAME =
            Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9_.-]{1,200}(/(?!\\.{1,2}(/|$))[A-Za-z0-9_.-]{1,200})*");

    private static final int MOST_POSITION_NAME = 512;

    private Names() {}

    /** Avoids a pattern because it runs once per event. */
    static void requireHex(String value, int length, String rule) {
        boolean hex = value.length() == length;
        for (int i = 0; i < length && hex; i++) {
            char c = value.charAt(i);
            hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        require(hex, value, rule);
    }

    static void requireOutputId(String value, String rule) {
        require(OUTPUT_ID.matcher(value).matches(), value, rule);
    }

    static void requirePositionName(String value) {
        boolean holds = value.length() <= MOST_POSITION_NAME
                && POSITION_NAME.matcher(value).matches();
        require(holds, value, "a position name (segments of A-Z a-z 0-9 _ . - joined by /)");
    }

    private static void require(boolean holds, String value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("not " + rule + ": " + LogText.quote(value));
        }
    }
}
