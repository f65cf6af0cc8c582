package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.gzip;
import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** I6: whatever the parts, their order and the budgets, the sequence is that of sorting the lot. */
class WorldOrderProperties {
    private static final List<String> OUTPUTS = List.of("A_out", "a_out", "a_out.2");
    private static final int PARTS_PER_OUTPUT = 5;
    private static final long MAX_DISORDER = 20;

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
     * A row of an output.
     *
     * @param first index of {@link #VALUES}
     * @param repeated whether another part has it too
     */
    record Draft(int output, long micros, int first, int second, int part, boolean repeated) {
        String text() {
            // The padding is a function of the key: rows that differed only in padding would contradict each other.
            return "{\"k\":" + json(VALUES.get(first)) + ",\"n\":" + second + ",\"at\":" + micros + ",\"p\":\""
                    + "p".repeat(second == 0 ? 0 : first * 7) + "\"}";
        }

        private static String json(Object value) {
            return value instanceof String text ? "\"" + text + "\"" : value.toString();
        }
    }

    /** How the rows of a part lie. */
    enum Arrangement {
        SORTED,
        NEARLY_SORTED,
        SHUFFLED
    }

    /**
     * The shape of an output.
     *
     * @param declared whether its disorder bound is declared
     */
    record Shape(Arrangement arrangement, boolean declared, boolean gzip) {
        Arrangement possible() {
            return declared && arrangement == Arrangement.SHUFFLED ? Arrangement.NEARLY_SORTED : arrangement;
        }
    }

    /** Budgets: for a sort, for an instant. */
    record Budgets(long sortBytes, long tieBytes) {}

    /** Contracts 11, word by word. */
    private static final Comparator<Draft> THE_ONE_ORDER = Comparator.comparingLong(Draft::micros)
            .thenComparing(draft -> utf8(OUTPUTS.get(draft.output)), Arrays::compareUnsigned)
            .thenComparing(draft -> VALUES.get(draft.first), WorldOrderProperties::compareValues)
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

    @Provide
    Arbitrary<List<Draft>> drafts() {
        Arbitrary<Draft> draft = Combinators.combine(
                        Arbitraries.integers().between(0, OUTPUTS.size() - 1),
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(0, 4),
                                Arbitraries.longs().between(0, 100)),
                        Arbitraries.integers().between(0, VALUES.size() - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, PARTS_PER_OUTPUT - 1),
                        Arbitraries.of(true, false, false))
                .as((output, micros, first, second, part, repeated) ->
                        new Draft(output, micros, first, second, part, repeated));
        return draft.list().ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Shape>> shapes() {
        return Combinators.combine(
                        Arbitraries.of(Arrangement.class), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(Shape::new)
                .list()
                .ofSize(OUTPUTS.size());
    }

    /** One byte: each row is a run of its own, and two are merged at a time. */
    @Provide
    Arbitrary<Budgets> budgets() {
        Arbitrary<Long> bytes = Arbitraries.of(1L, 150L, 500L, 2_000L, 1L << 20);
        return Combinators.combine(bytes, bytes).as(Budgets::new);
    }

    private static TestWorld world(List<Draft> drafts, List<Shape> shapes, Budgets budgets, Random random) {
        // A window cannot put aside what it holds, as a sort can.
        boolean windows = shapes.stream().anyMatch(Shape::declared);
        TestWorld world = new TestWorld()
                .limits(Limits.builder()
                        .sortBytes(windows ? 1 << 20 : budgets.sortBytes)
                        .maxTieBytes(budgets.tieBytes)
                        .build());
        for (int output = 0; output < OUTPUTS.size(); output++) {
            String id = OUTPUTS.get(output);
            Shape shape = shapes.get(output);
            if (shape.declared) {
                world.maxDisorder(id, MAX_DISORDER);
            }
            List<List<Draft>> parts = parts(drafts, output, random);
            for (int part = 0; part < parts.size(); part++) {
                List<Draft> rows = arranged(parts.get(part), shape.possible(), random);
                byte[] content = lines(rows.stream().map(Draft::text).toList());
                world.part(id, id + "/" + part + ".jsonl", shape.gzip ? gzip(content) : content);
            }
        }
        return world;
    }

    /** An output's rows in its parts. */
    private static List<List<Draft>> parts(List<Draft> drafts, int output, Random random) {
        List<List<Draft>> parts = new ArrayList<>();
        for (int i = 0; i < PARTS_PER_OUTPUT; i++) {
            parts.add(new ArrayList<>());
        }
        for (Draft draft : distinct(drafts)) {
            if (draft.output == output) {
                parts.get(draft.part).add(draft);
                if (draft.repeated) {
                    parts.get(random.nextInt(parts.size())).add(draft);
                }
            }
        }
        return parts;
    }

    private static List<Draft> distinct(List<Draft> drafts) {
        return List.copyOf(new LinkedHashSet<>(drafts));
    }

    private static List<Draft> arranged(List<Draft> rows, Arrangement arrangement, Random random) {
        List<Draft> arranged = new ArrayList<>(rows);
        Collections.shuffle(arranged, random);
        if (arrangement == Arrangement.SORTED) {
            arranged.sort(Comparator.comparingLong(Draft::micros));
        } else if (arrangement == Arrangement.NEARLY_SORTED) {
            Map<Draft, Long> places = new HashMap<>();
            arranged.forEach(draft -> places.put(draft, draft.micros + random.nextLong(MAX_DISORDER + 1)));
            arranged.sort(Comparator.comparingLong(places::get));
        }
        return arranged;
    }

    private static List<String> expected(List<Draft> drafts) {
        return drafts.stream()
                .sorted(THE_ONE_ORDER)
                .map(draft -> OUTPUTS.get(draft.output) + " " + draft.text())
                .distinct()
                .toList();
    }

    private static long rows(List<Draft> drafts) {
        return distinct(drafts).stream()
                .mapToLong(draft -> draft.repeated ? 2 : 1)
                .sum();
    }

    @Property(tries = 400)
    void mergingIsSortingTheLot(
            @ForAll("drafts") List<Draft> drafts,
            @ForAll("shapes") List<Shape> shapes,
            @ForAll("budgets") Budgets budgets,
            @ForAll long seed) {
        TestWorld world = world(drafts, shapes, budgets, new Random(seed));
        assertThat(world.read()).as("seed %d", seed).isEqualTo(expected(drafts));
        assertThat(world.collapsed())
                .as("seed %d", seed)
                .isEqualTo(rows(drafts) - expected(drafts).size());
    }

    @Property(tries = 200)
    void fromAnInstantOnTheSequenceIsItsRest(
            @ForAll("drafts") List<Draft> drafts,
            @ForAll("shapes") List<Shape> shapes,
            @ForAll("budgets") Budgets budgets,
            @ForAll long seed) {
        Random random = new Random(seed);
        TestWorld world = world(drafts, shapes, budgets, random);
        Survey survey = world.survey();
        for (int i = 0; i < 3; i++) {
            long from = random.nextLong(-1, 103);
            List<Draft> rest =
                    drafts.stream().filter(draft -> draft.micros >= from).toList();
            assertThat(world.read(survey, from))
                    .as("seed %d from %d", seed, from)
                    .isEqualTo(expected(rest));
            assertThat(world.collapsed())
                    .as("seed %d from %d", seed, from)
                    .isEqualTo(rows(rest) - expected(rest).size());
            assertThat(survey.rowsFrom(from)).as("seed %d from %d", seed, from).isBetween(rows(rest), rows(drafts));
        }
    }

    @Property(tries = 200)
    void withinAWindowTheSequenceIsThatOfItsRows(
            @ForAll("drafts") List<Draft> drafts,
            @ForAll("shapes") List<Shape> shapes,
            @ForAll("budgets") Budgets budgets,
            @ForAll long seed) {
        Random random = new Random(seed);
        long start = random.nextLong(-1, 100);
        long end = start + 1 + random.nextLong(50);
        TestWorld world = world(drafts, shapes, budgets, random).window(start, end);
        List<Draft> within = drafts.stream()
                .filter(draft -> draft.micros >= start && draft.micros < end)
                .toList();
        Survey survey = world.survey();
        assertThat(survey.rows()).as("seed %d", seed).isEqualTo(rows(within));
        assertThat(world.read(survey, Long.MIN_VALUE)).as("seed %d", seed).isEqualTo(expected(within));
        assertThat(world.collapsed())
                .as("seed %d", seed)
                .isEqualTo(rows(within) - expected(within).size());
    }
}
