package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The finder against the strict reader, over sound rows that follow one another as in a part: most of one shape, some of
 * whose values change. That the template is used at all is in {@link RowTemplateTest}.
 */
final class RowFinderProperties {
    private static final int MAX_DEPTH = 6;
    private static final int ROWS = 60;
    private static final List<String> WANTED = List.of("k", "ts_utc", "seed");
    private static final int REQUIRED = 2;
    private static final List<String> OTHERS = List.of("kk", "ts", "a b", "\u00fc", "");
    private static final List<String> VALUES = List.of(
            "0",
            "-0",
            "7",
            "71",
            "-71",
            "18446744073709551615",
            "0.5",
            "7.1",
            "7e1",
            "-1E+09",
            "true",
            "false",
            "null",
            "\"\"",
            "\"a\"",
            "\"aa\"",
            "\"7\"",
            "\"a,b}\"",
            "\"\u00fc\u20ac\"",
            "\"2026-01-02T10:15:30.123456Z\"",
            "\"true\"",
            "[]",
            "[1,\"]\"]",
            "{\"k\":\"}\"}",
            "\"a\\\"b\"",
            "\"\\\\\"",
            "\"\\u0041,\"",
            "\"\\n\"");

    private final FieldValues found = new FieldValues(WANTED, REQUIRED);
    private final FieldValues read = new FieldValues(WANTED, REQUIRED);
    private final StrictRowReader strictReader = new StrictRowReader(read, MAX_DEPTH);

    @Property(tries = 1000)
    void whatIsFoundInASoundRowIsWhatTheStrictReaderReads(@ForAll long seed) {
        Random random = new Random(seed);
        RowFinder finder = new RowFinder(found, MAX_DEPTH);
        List<String> shape = shape(random);
        long spacing = random.nextLong();
        boolean[] changes = new boolean[shape.size()];
        String[] values = new String[shape.size()];
        for (int i = 0; i < values.length; i++) {
            changes[i] = random.nextInt(3) == 0;
            values[i] = value(random);
        }
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = changes[i] || random.nextInt(40) == 0 ? value(random) : values[i];
            }
            boolean stranger = random.nextInt(20) == 0;
            BooleanSupplier spaced = stranger ? random::nextBoolean : spacing(spacing);
            assertFound(finder, text(stranger && random.nextBoolean() ? shape(random) : shape, values, spaced), seed);
        }
    }

    private static List<String> shape(Random random) {
        List<String> shape = new ArrayList<>(OTHERS.subList(0, random.nextInt(OTHERS.size() + 1)));
        shape.add("k");
        shape.add("ts_utc");
        Collections.shuffle(shape, random);
        return shape;
    }

    private static String value(Random random) {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    /** Where space stands in all rows of a shape: nowhere in half of the shapes. */
    private static BooleanSupplier spacing(long seed) {
        return seed < 0 ? () -> false : new Random(seed)::nextBoolean;
    }

    /** @param spaced says at each place whether space stands there */
    private static String text(List<String> names, String[] values, BooleanSupplier spaced) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : ",").append('"').append(names.get(i)).append('"');
            text.append(spaced.getAsBoolean() ? " : " : ":").append(values[i % values.length]);
            text.append(spaced.getAsBoolean() ? " " : "");
        }
        return text.append('}').toString();
    }

    /** In a buffer in which other bytes stand before and behind the row. */
    private void assertFound(RowFinder finder, String row, long seed) {
        byte[] utf8 = row.getBytes(StandardCharsets.UTF_8);
        byte[] buffer = new byte[3 + utf8.length + 9];
        Arrays.fill(buffer, (byte) '7');
        System.arraycopy(utf8, 0, buffer, 3, utf8.length);
        try {
            strictReader.read(utf8, 0, utf8.length);
        } catch (RowFault e) {
            throw new AssertionError("no sound row: " + row, e);
        }
        if (!finder.find(buffer, 3, utf8.length)) {
            return;
        }
        for (int field = 0; field < REQUIRED; field++) {
            assertThat(found.kind(field))
                    .as("seed %d, %s of %s", seed, WANTED.get(field), row)
                    .isEqualTo(read.kind(field));
            if (read.kind(field) != FieldKind.STRUCTURE) {
                assertThat(found.text(field))
                        .as("seed %d, %s of %s", seed, WANTED.get(field), row)
                        .isEqualTo(read.text(field));
            }
        }
    }
}
