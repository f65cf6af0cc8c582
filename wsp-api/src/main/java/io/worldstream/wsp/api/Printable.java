package io.worldstream.wsp.api;

/** Makes foreign text fit for a message: bounded, quoted, control characters and lone surrogates escaped. */
public final class Printable {
    private static final int MAX_CHARS = 80;

    private Printable() {}

    /**
     * The text in double quotes, cut after 80 characters.
     *
     * @param text any text
     */
    public static String bounded(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_CHARS) + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            if (i >= MAX_CHARS) {
                return out.append("…\" (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
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
        return out.append('"').toString();
    }

    /** Whether a reader of a log may show the character as a line break, or as something other than what is there. */
    private static boolean breaksLines(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
