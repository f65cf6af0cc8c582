package io.worldstream.wsp.api.support;

/** Makes untrusted text safe for a message: bounded, quoted, with control characters and lone surrogates escaped. */
public final class LogText {
    private static final int MAX_CHARS = 80;
    private static final int MAX_SEGMENT_CHARS = 160;
    private static final int MAX_PATH_CHARS = 1024;

    private LogText() {}

    /**
     * Returns the text in double quotes, truncated after 80 characters.
     *
     * @param text any text
     */
    public static String quote(String text) {
        String quoted = '"' + cut(text, MAX_CHARS) + '"';
        return text.length() > MAX_CHARS ? quoted + " (" + text.length() + " characters)" : quoted;
    }

    /**
     * Returns the text without quotes, as a segment of a path. Truncates it after 160 characters, which is longer than
     * any output id.
     *
     * @param text any text
     */
    public static String segment(String text) {
        return cut(text, MAX_SEGMENT_CHARS);
    }

    /**
     * Returns the text without quotes, as the path of a file or an object. Truncates it after 1,024 characters, so that
     * a message names what is missing as a whole.
     *
     * @param text any text
     */
    public static String path(String text) {
        return cut(text, MAX_PATH_CHARS);
    }

    /**
     * Returns {@link #path} in double quotes.
     *
     * @param text any text
     */
    public static String quotePath(String text) {
        return '"' + path(text) + '"';
    }

    /**
     * Returns a number with its noun, in the plural unless the number is 1: {@code 1 event}, {@code 2 events}, {@code 0
     * tries}.
     *
     * @param number any number
     * @param noun the noun in the singular, with a regular plural
     */
    public static String count(long number, String noun) {
        return number + " " + noun(number, noun);
    }

    /**
     * Returns a noun, in the plural unless the number is 1, for a number that is written apart or in another way.
     *
     * @param number any number
     * @param noun the noun in the singular, with a regular plural
     */
    public static String noun(long number, String noun) {
        if (number == 1) {
            return noun;
        }
        boolean ies = noun.endsWith("y") && "aeiou".indexOf(noun.charAt(noun.length() - 2)) < 0;
        return ies ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }

    private static String cut(String text, int maxChars) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars) + 8);
        for (int i = 0; i < text.length(); i++) {
            if (i >= maxChars) {
                return out.append('…').toString();
            }
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                out.append(c).append(text.charAt(++i));
            } else if (breaksLines(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Returns whether a log viewer may render the character as a line break or as something other than itself. */
    private static boolean breaksLines(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
