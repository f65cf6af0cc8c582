package io.worldstream.wsp.internal.rows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Rows of JSON text from a seed, as a part has them: a few shapes that repeat, in odd spellings, with a fault now and then;
 * and the same rows with damage.
 */
final class RowTexts {
    /** Some are the beginnings of others. */
    static final List<String> NAMES = List.of(
            "k", "kk", "k2", "ts_utc", "seed", "", "\u00fc", "a b", "\u007f", "\ud83d\ude80", "{", "x", "y", "null");

    private static final List<String> NUMBERS = List.of(
            "0", "-0", "7", "-12", "18446744073709551615", "0.5", "-0.0", "10.50", "1e9", "1E+09", "2.5e-3", "1e999");
    private static final List<String> PLAIN = List.of(
            "a",
            "bc",
            " ",
            "\u00fc",
            "\u20ac",
            "\ud83d\ude80",
            "\u007f",
            "{",
            "}",
            ",",
            ":",
            "[",
            "1",
            "\u0080",
            "\uffff");
    private static final List<String> ESCAPES =
            List.of("\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u0000", "\\u00FC", "\\ud7ff", "\\uE000");
    private static final List<String> SURROGATES = List.of("\\ud83d\\ude80", "\\ud83d", "\\uDE80");
    private static final List<String> FAULTS =
            List.of("01", "+1", ".5", "1.", "nul", "\"\t\"", "\"\\x\"", "'a'", "", "1 2");

    private final Random random;
    private final List<List<String>> shapes = new ArrayList<>();
    private boolean plain;

    RowTexts(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 4; i++) {
            List<String> names = new ArrayList<>(NAMES);
            Collections.shuffle(names, random);
            shapes.add(names.subList(0, random.nextInt(NAMES.size() + 1)));
        }
    }

    /** A row, sound or not. */
    static final class Sample {
        final byte[] text;
        /** True if the row is sound and holds nothing that is deliberately left to the strict reader. */
        final boolean plain;

        Sample(byte[] text, boolean plain) {
            this.text = text;
            this.plain = plain;
        }
    }

    Sample next(List<String> wanted) {
        plain = true;
        List<String> fields = new ArrayList<>(shapes.get(random.nextInt(shapes.size())));
        if (oneIn(4) && !fields.isEmpty()) {
            fields.remove(random.nextInt(fields.size()));
        }
        if (oneIn(40) && !fields.isEmpty()) {
            fields.add(fields.get(random.nextInt(fields.size())));
            plain = false;
        }
        StringBuilder text = new StringBuilder("{").append(space());
        for (int i = 0; i < fields.size(); i++) {
            text.append(i == 0 ? "" : "," + space())
                    .append(name(fields.get(i)))
                    .append(space())
                    .append(':')
                    .append(space())
                    .append(value(1, wanted.contains(fields.get(i))))
                    .append(space());
        }
        return new Sample(text.append('}').toString().getBytes(StandardCharsets.UTF_8), plain);
    }

    /** The row with one to three places changed. */
    byte[] damaged(byte[] row) {
        byte[] damaged = row;
        for (int i = oneIn(3) ? random.nextInt(3) : 0; i >= 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            damaged = switch (random.nextInt(6)) {
                case 0 -> with(damaged, at, damaged[at] ^ (1 << random.nextInt(8)));
                case 1 -> with(damaged, at, "\"\\{}[]:, 0-.eE\ntf".charAt(random.nextInt(17)));
                case 2 -> spliced(damaged, at, 1, new byte[0]);
                case 3 -> spliced(damaged, at, 0, piece(damaged));
                case 4 -> Arrays.copyOf(damaged, at);
                default -> spliced(damaged, at, random.nextInt(damaged.length - at), piece(damaged));
            };
        }
        return damaged;
    }

    private static byte[] with(byte[] row, int at, int value) {
        byte[] changed = row.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] spliced(byte[] row, int at, int removed, byte[] inserted) {
        byte[] changed = new byte[row.length - removed + inserted.length];
        System.arraycopy(row, 0, changed, 0, at);
        System.arraycopy(inserted, 0, changed, at, inserted.length);
        System.arraycopy(row, at + removed, changed, at + inserted.length, row.length - at - removed);
        return changed;
    }

    /** A piece of the row itself, or a single byte. */
    private byte[] piece(byte[] row) {
        if (random.nextBoolean()) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int from = random.nextInt(row.length);
        return Arrays.copyOfRange(row, from, Math.min(row.length, from + 1 + random.nextInt(12)));
    }

    private String name(String name) {
        if (oneIn(150) && !name.isEmpty()) {
            plain = false;
            return String.format("\"\\u%04x%s\"", (int) name.charAt(0), name.substring(1));
        }
        return '"' + name + '"';
    }

    private String value(int depth, boolean wanted) {
        if (oneIn(300)) {
            plain = false;
            return FAULTS.get(random.nextInt(FAULTS.size()));
        }
        return switch (random.nextInt(depth < 8 ? 8 : 6)) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> "null";
            case 3 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 6 -> nested(depth + 1, true);
            case 7 -> nested(depth + 1, false);
            default -> string(wanted);
        };
    }

    private String string(boolean wanted) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(oneIn(10) ? 60 : 6); i > 0; i--) {
            if (oneIn(12)) {
                plain &= !wanted;
                text.append(ESCAPES.get(random.nextInt(ESCAPES.size())));
            } else if (oneIn(200)) {
                plain = false;
                text.append(SURROGATES.get(random.nextInt(SURROGATES.size())));
            } else {
                text.append(PLAIN.get(random.nextInt(PLAIN.size())));
            }
        }
        return text.append('"').toString();
    }

    private String nested(int depth, boolean object) {
        plain &= depth <= RowScannerProperties.MAX_DEPTH;
        StringBuilder text = new StringBuilder(object ? "{" : "[").append(space());
        int size = random.nextInt(oneIn(60) ? 40 : 4);
        plain &= !object || size <= 32;
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : "," + space());
            if (object) {
                boolean repeated = i > 0 && oneIn(60);
                plain &= !repeated;
                text.append(name(repeated ? "n0" : "n" + i)).append(space()).append(':');
                text.append(space());
            }
            text.append(value(depth, false)).append(space());
        }
        return text.append(object ? '}' : ']').toString();
    }

    private String space() {
        return oneIn(6) ? List.of(" ", "\t", "\r", "\n", "  \t").get(random.nextInt(5)) : "";
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }
}
