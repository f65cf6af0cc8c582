package io.worldstream.wsp.adapter.s3;

/**
 * A pattern in which {@code *} stands for any run of characters but {@code /}, and every other character for itself
 * (contracts 4). It is neither a glob nor a regular expression, since {@code [}, <code>{</code> and {@code ?} occur in
 * keys.
 *
 * @param pattern the pattern
 */
record KeyPattern(String pattern) {
    /** Returns the characters before the first {@code *}, with which every match begins. */
    String head() {
        return pattern.substring(0, pattern.indexOf('*'));
    }

    /** Returns whether the whole name matches, in time proportional at worst to the product of the lengths. */
    boolean matches(String name) {
        if (name.indexOf('/') >= 0) {
            return false;
        }
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
                n = ++starName; // the last star matches one more character
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
