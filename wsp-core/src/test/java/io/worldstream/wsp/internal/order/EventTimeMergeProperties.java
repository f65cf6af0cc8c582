package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.internal.rows.JsonLinesFormat;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.seal.ContentSeal;
import io.worldstream.wsp.internal.seal.SealedOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventTimeMergeProperties {
    private static final List<String> OUTPUTS = List.of("A_out", "a_out", "a_out.2");

    /** Key values, as JSON, and what they are. */
    private static final List<Object> VALUES = List.of(
            false,
            true,
            new BigDecimal("-9223372036854775809"),
            new BigDecimal("-0.25"),
            new BigDecimal("0"),
            new BigDecimal("0.1"),
            new BigDecimal("1"),
            new BigDecimal("9007199254740992"),
            new BigDecimal("9007199254740993"),
            new BigDecimal("18446744073709551615"),
            "",
            "10",
            "9",
            "a",
            "é",
            "\uFF5E",
            "\uD83C\uDFE7");

    /**
     * A row of an output: time, two key fields, and one of several spellings.
     *
     * @param first index of {@link #VALUES}
     */
    record Draft(int output, long micros, int first, int second, int part, boolean repeated) {
        String text() {
            return "{\"k\":" + json(VALUES.get(first)) + ",\"n\":" + second + ",\"at\":" + micros + "}";
        }

        private static String json(Object value) {
            return value instanceof String text ? "\"" + text + "\"" : value.toString();
        }
    }

    /** Contracts 11, word by word. */
    private static final Comparator<Draft> THE_ONE_ORDER = Comparator.comparingLong(Draft::micros)
            .thenComparing(draft -> utf8(OUTPUTS.get(draft.output)), Arrays::compareUnsigned)
            .thenComparing(draft -> VALUES.get(draft.first), EventTimeMergeProperties::compareValues)
            .thenComparingInt(Draft::second);

    private static int compareValues(Object one, Object other) {
        if (kind(one) != kind(other)) {
            return kind(one) - kind(other);
        }
        if (one instanceof Boolean flag) {
            return Boolean.compare(flag, (Boolean) other);
        }
        return one instanceof BigDecimal number
                ? number.compareTo((BigDecimal) other)
                : Arrays.compareUnsigned(utf8((String) one), utf8((String) other));
    }

    private static int kind(Object value) {
        return value instanceof Boolean ? 0 : value instanceof BigDecimal ? 1 : 2;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<List<Draft>> drafts() {
        Arbitrary<Draft> draft = Combinators.combine(
                        Arbitraries.integers().between(0, OUTPUTS.size() - 1),
                        Arbitraries.longs().between(0, 6),
                        Arbitraries.integers().between(0, VALUES.size() - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(true, false, false))
                .as(Draft::new);
        return draft.list().ofMaxSize(60);
    }

    /** I6: rows in parts that are each sorted by time, ties as they come, some rows in several parts. */
    @Property(tries = 400)
    void mergingIsSortingTheLot(@ForAll("drafts") List<Draft> drafts, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        StoredParts store = new StoredParts();
        List<SealedOutput> outputs = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        long rows = 0;
        for (int output = 0; output < OUTPUTS.size(); output++) {
            List<List<Draft>> parts = parts(drafts, output, random);
            rows += parts.stream().mapToLong(List::size).sum();
            byte[][] contents = parts.stream()
                    .map(part -> utf8(
                            String.join("\n", part.stream().map(Draft::text).toList())))
                    .toArray(byte[][]::new);
            List<OraclePart> stored = new ArrayList<>();
            for (int part = 0; part < contents.length; part++) {
                stored.add(store.put(OUTPUTS.get(output) + "/" + part + ".jsonl", contents[part]));
            }
            Target target = TestPlans.target(OUTPUTS.get(output), contents);
            targets.add(target);
            outputs.add(new ContentSeal(store).verify(target, stored));
        }

        List<String> merged = new ArrayList<>();
        long collapsed;
        try (WorldRows world = WorldRows.open(
                store,
                List.of(new JsonLinesFormat()),
                Limits.DEFAULTS,
                TestPlans.of(targets.toArray(new Target[0])),
                outputs,
                RowFaults.FATAL)) {
            for (Row row = world.merge().next();
                    row != null;
                    row = world.merge().next()) {
                merged.add(OUTPUTS.get(row.outputIndex()) + new String(row.text(), StandardCharsets.UTF_8));
            }
            collapsed = world.merge().collapsed();
        }

        List<String> expected = drafts.stream()
                .sorted(THE_ONE_ORDER)
                .map(draft -> OUTPUTS.get(draft.output) + draft.text())
                .distinct()
                .toList();
        assertThat(merged).as("seed %d", seed).isEqualTo(expected);
        assertThat(collapsed).as("seed %d", seed).isEqualTo(rows - expected.size());
        assertThat(store.stillOpen()).isZero();
    }

    /** An output's rows in five parts, each in ascending time and otherwise shuffled. */
    private static List<List<Draft>> parts(List<Draft> drafts, int output, Random random) {
        List<List<Draft>> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(new ArrayList<>());
        }
        // Drafts that differ in their part alone are the same row.
        for (Draft draft : new LinkedHashSet<>(drafts)) {
            if (draft.output == output) {
                parts.get(draft.part).add(draft);
                if (draft.repeated) {
                    parts.get(random.nextInt(parts.size())).add(draft);
                }
            }
        }
        for (List<Draft> part : parts) {
            Collections.shuffle(part, random);
            part.sort(Comparator.comparingLong(Draft::micros));
        }
        return parts;
    }
}
