package io.worldstream.wsp.adapter.file;

/**
 * A pattern in which {@code *} stands for any run of characters, a leading dot included; every other character stands for
 * itself (contracts 4). Neither a glob nor a regular expression: {@code [}, <code>{</code> and {@code ?} occur in file
 * names.
 *
 * @param pattern the pattern
 */
record Wildcard(String pattern) {
    /** Whether the whole name matches; in time proportional to the product of the lengths at worst. */
    boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int starName = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starName = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++starName; // the last star takes one character more
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
