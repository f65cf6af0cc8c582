package io.worldstream.wsp.tests.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes an input out of seeds: swaps, repeats and nests tokens, puts in words that readers have stumbled over, and damages
 * bytes. The same seed makes the same input, on every machine. One thread.
 */
final class Mutator {
    private static final int MOST_BYTES = 1 << 17;
    private static final int MOST_BYTES_OF_A_FEW = 1 << 20;

    /** Values of JSON, and nearly of YAML: with one of them in its place a document gets past the parser. */
    private static final List<byte[]> VALUES = words(
            "1e9999999999",
            "-1e-9999999999",
            "1e999999999",
            "1e-999999999",
            "1e400",
            "-0",
            "-0.0",
            "0",
            "1",
            "-1",
            "1.0",
            "1e3",
            "0.1",
            "18446744073709551615",
            "18446744073709551616",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "9".repeat(401),
            "9".repeat(1001),
            "0." + "1".repeat(2000),
            "null",
            "true",
            "false",
            "\"\"",
            "\"a\"",
            "\"\\u0000\"",
            "\"\\n\\r\\u2028\"",
            "\"../..\"",
            "\"*\"",
            "\"%2e%2e\"",
            "\"\ud83d\ude80\"",
            "\"" + "x".repeat(3000) + "\"",
            "\"" + "\\n".repeat(500) + "\"",
            "\"PASS\"",
            "\"FAIL\"",
            "[]",
            "{}",
            "[[]]",
            "{\"a\":{}}",
            "[0,0,0,0]",
            "\"2026-01-02T10:15:30.123456Z\"",
            "\"9999-12-31T23:59:59.999999-23:59\"",
            "\"0001-01-01T00:00:00+23:59\"",
            "\"2026-02-30T24:00:60Z\"",
            "\"" + "f".repeat(32) + "\"",
            "\"" + "0".repeat(64) + "\"",
            "\"halt(99999999999999999999)\"",
            "\"999999999999999h\"",
            "\"max\"",
            "\"${HOME}\"");

    private static final List<byte[]> WORDS = words(
            "NaN",
            "Infinity",
            "-",
            "+1",
            "01",
            "0x1F",
            "0o17",
            "1_000",
            "190:20:30",
            ".nan",
            ".inf",
            "~",
            "yes",
            "\"\\ud83d\"",
            "\"\\ude80\\ud83d\"",
            "{\"a\":1,\"a\":1}",
            "\ufeff",
            "\u00a0",
            "\u2028",
            "&a ",
            "*a",
            "<<: *a\n",
            "!!binary ",
            "!!set ",
            "? ",
            "---\n",
            "...\n",
            "%YAML 9.9\n",
            "# ",
            "|\n",
            ">-\n",
            "\t",
            "\r\n",
            "\n",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "${",
            "PT1S");

    private static final int[] BYTES = {0, 1, 0x7f, 0x80, 0xff, '"', '\\', '{', '[', '\n', '9', '-', 0x1f, 0x8b, 0xc0};

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        65_535,
        1 << 20,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final SplittableRandom random;
    private final boolean text;

    private Mutator(long seed, boolean text) {
        this.random = new SplittableRandom(seed);
        this.text = text;
    }

    /** An input. */
    static byte[] input(List<byte[]> seeds, boolean text, long seed) {
        return new Mutator(seed, text).input(seeds);
    }

    private byte[] input(List<byte[]> seeds) {
        byte[] input = pick(seeds);
        int most = random.nextInt(200) == 0 ? MOST_BYTES_OF_A_FEW : MOST_BYTES;
        do {
            input = text && random.nextInt(8) > 0 ? mutateTokens(input, most) : mutateBytes(input, seeds);
            input = input.length > most ? Arrays.copyOf(input, most) : input;
        } while (random.nextInt(3) == 0);
        return input;
    }

    private byte[] mutateBytes(byte[] in, List<byte[]> seeds) {
        int at = random.nextInt(in.length + 1);
        int to = Math.min(in.length, at + 1 + random.nextInt(random.nextInt(8) == 0 ? 1 + in.length : 16));
        return switch (random.nextInt(text ? 7 : 9)) {
            case 0 -> replace(in, at, Math.min(at + 1, in.length), new byte[] {(byte) random.nextInt(256)});
            case 1 ->
                replace(in, at, Math.min(at + 1, in.length), new byte[] {(byte) BYTES[random.nextInt(BYTES.length)]});
            case 2 -> replace(in, at, to, new byte[0]);
            case 3 -> replace(in, at, at, Arrays.copyOfRange(in, at, to));
            case 4 -> Arrays.copyOf(in, at);
            case 5 -> {
                byte[] other = pick(seeds);
                int from = random.nextInt(other.length + 1);
                yield replace(in, at, in.length, Arrays.copyOfRange(other, from, other.length));
            }
            case 6 -> replace(in, at, text ? to : at, pick(WORDS));
            case 7 -> flip(in, at);
            default -> number(in, at);
        };
    }

    private static byte[] flip(byte[] in, int at) {
        byte[] out = in.clone();
        if (at < out.length) {
            out[at] ^= (byte) (1 << (at % 8));
        }
        return out;
    }

    /** A number as binary formats hold it: of one, four or eight bytes, in either order, or as a varint. */
    private byte[] number(byte[] in, int at) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(3) - 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int form = random.nextInt(5);
        int width = form < 2 ? 4 : form < 4 ? 8 : 0;
        for (int i = 0; i < width; i++) {
            bytes.write((int) (number >>> (8 * (form % 2 == 0 ? i : width - 1 - i))));
        }
        for (long rest = number; width == 0 && rest != 0; rest >>>= 7) {
            bytes.write((int) ((rest & 0x7f) | (rest >>> 7 == 0 ? 0 : 0x80)));
        }
        return replace(in, at, Math.min(in.length, at + bytes.size()), bytes.toByteArray());
    }

    private byte[] mutateTokens(byte[] in, int most) {
        int[] starts = tokens(in);
        if (starts.length < 3) {
            return replace(in, 0, in.length, pick(VALUES));
        }
        int token = valueToken(in, starts);
        int from = starts[token];
        int to = starts[token + 1];
        int span = random.nextInt(4) > 0
                ? memberEnd(in, from)
                : starts[Math.min(starts.length - 1, token + 1 + random.nextInt(12))];
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4, 5 -> replace(in, from, to, word(to < in.length && in[to] == ':'));
            case 6 -> replace(in, from, Math.min(in.length, span + 1), new byte[0]);
            case 7 -> {
                int other = valueToken(in, starts);
                yield replace(in, from, to, Arrays.copyOfRange(in, starts[other], starts[other + 1]));
            }
            case 8 -> repeat(in, from, span, most, to < in.length && in[to] == ':');
            default -> nest(in, from, to);
        };
    }

    /** Some token, punctuation only where it finds little else. */
    private int valueToken(byte[] in, int[] starts) {
        int token = random.nextInt(starts.length - 1);
        for (int i = 0; i < 8 && !isValue(in[starts[token]]); i++) {
            token = random.nextInt(starts.length - 1);
        }
        return token;
    }

    private byte[] word(boolean name) {
        if (random.nextInt(8) == 0) {
            return pick(WORDS);
        }
        byte[] value = pick(VALUES);
        while (name && value[0] != '"') {
            value = pick(VALUES);
        }
        return value;
    }

    private byte[] repeat(byte[] in, int from, int to, int most, boolean named) {
        int times = 1 << random.nextInt(random.nextInt(20) == 0 ? 18 : 5);
        times = Math.max(1, Math.min(times, (most - in.length) / (to - from + 1)));
        boolean commas = random.nextInt(4) > 0;
        byte[] piece = Arrays.copyOfRange(in, from, to);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            if (named && commas) {
                pieces.writeBytes(("\"" + i).getBytes(StandardCharsets.US_ASCII));
                pieces.write(piece, 1, piece.length - 1);
            } else {
                pieces.writeBytes(piece);
            }
            if (commas) {
                pieces.write(',');
            }
        }
        return replace(in, from, from, pieces.toByteArray());
    }

    private byte[] nest(byte[] in, int from, int to) {
        int depth = 1 << random.nextInt(random.nextInt(8) == 0 ? 12 : 4);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String close = open.equals("[") ? "]" : "}";
        byte[] inner = Arrays.copyOfRange(in, from, to);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(open.repeat(depth).getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(inner);
        out.writeBytes(close.repeat(random.nextInt(8) == 0 ? depth - 1 : depth).getBytes(StandardCharsets.US_ASCII));
        return replace(in, from, to, out.toByteArray());
    }

    /** The next comma of the object or list that a token is in, or its end: so far a member goes, or an item. */
    private static int memberEnd(byte[] in, int from) {
        int depth = 0;
        int at = from;
        boolean quoted = false;
        while (at < in.length && (quoted || depth > 0 || (in[at] != ',' && in[at] != '}' && in[at] != ']'))) {
            if (in[at] == '"') {
                quoted = !quoted;
            } else if (in[at] == '\\') {
                at++;
            } else if (!quoted) {
                depth += in[at] == '{' || in[at] == '[' ? 1 : in[at] == '}' || in[at] == ']' ? -1 : 0;
            }
            at++;
        }
        return Math.min(at, in.length);
    }

    /** Where strings, words and punctuation start, and the end. */
    private static int[] tokens(byte[] in) {
        int[] starts = new int[in.length + 1];
        int count = 0;
        int at = 0;
        while (at < in.length) {
            starts[count++] = at;
            if (in[at] == '"') {
                at++;
                while (at < in.length && in[at] != '"') {
                    at += in[at] == '\\' ? 2 : 1;
                }
                at++;
            } else if (isWord(in[at])) {
                while (at < in.length && isWord(in[at])) {
                    at++;
                }
            } else {
                at++;
            }
        }
        starts[count++] = in.length;
        return Arrays.copyOf(starts, count);
    }

    private static boolean isValue(byte b) {
        return b == '"' || b == '{' || b == '[' || isWord(b);
    }

    private static boolean isWord(byte b) {
        return b < 0 || Character.isLetterOrDigit(b) || b == '-' || b == '+' || b == '.' || b == '_';
    }

    private static byte[] replace(byte[] in, int from, int to, byte[] by) {
        byte[] out = new byte[in.length - (to - from) + by.length];
        System.arraycopy(in, 0, out, 0, from);
        System.arraycopy(by, 0, out, from, by.length);
        System.arraycopy(in, to, out, from + by.length, in.length - to);
        return out;
    }

    private byte[] pick(List<byte[]> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static List<byte[]> words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
