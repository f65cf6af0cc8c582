package io.worldstream.wsp.api.support;

/**
 * The pattern in the last segment of a reference: {@code *} stands for any run of characters but {@code /}, also none, and
 * every other character for itself (contracts 4, {@code ORC-01}). A leading dot is a character like any other. It is
 * neither a glob nor a regular expression, since {@code [}, <code>{</code> and {@code ?} occur in names. Immutable; any
 * thread may use it.
 *
 * @param pattern the pattern of one segment, such as {@link RootMap.Mapped#pattern}
 */
public record Wildcard(String pattern) {
    /**
     * Checks the pattern.
     *
     * @throws IllegalArgumentException if it contains {@code /}
     */
    public Wildcard {
        if (pattern.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the pattern of one segment: " + LogText.quote(pattern));
        }
    }

    /**
     * Returns the characters before the first {@code *}, or the whole pattern if it has none. Each match begins with them,
     * so that a store can list only such names.
     */
    public String head() {
        int star = pattern.indexOf('*');
        return star < 0 ? pattern : pattern.substring(0, star);
    }

    /**
     * Returns whether the whole name matches, in time proportional at worst to the product of the lengths. A name with
     * {@code /} never does.
     *
     * @param name the name of a file, or a key below its folder
     */
    public boolean matches(String name) {
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
