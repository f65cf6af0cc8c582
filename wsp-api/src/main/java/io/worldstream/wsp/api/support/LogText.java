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
