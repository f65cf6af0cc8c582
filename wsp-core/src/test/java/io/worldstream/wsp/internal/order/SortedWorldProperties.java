package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.gzip;
import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.MemorySortedStore;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.PushPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** I6: a stream is the same with sorted views and without, row by row, whatever the world and wherever it starts. */
class SortedWorldProperties {
    private static final long SPAN = 400;

    /** A row as the stream has it, with all that follows from it. */
    private static String told(Row row) {
        return row.outputIndex() + " " + row.tsMicros() + " " + row.part() + "#" + row.number() + " " + row.flow() + " "
                + row + " " + TestWorld.text(row);
    }

    /** The rows from an instant on, then how they end, with the collapsed rows after each. */
    private static List<String> stream(TestWorld world, Survey survey, long from) throws IOException {
        List<String> told = new ArrayList<>();
        try (OrderedRows rows = world.rows(survey, from)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                told.add(told(row) + " " + rows.collapsed());
            }
            told.add("end " + rows.collapsed());
        } catch (WspException e) {
            told.add(e.code() + " " + e.getMessage());
        }
        world.assertNothingIsLeft();
        return told;
    }

    private static TestWorld world(Random random, boolean conflicts) {
        TestWorld world = new TestWorld()
                .outcomes(OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER))
                .push(PushPolicy.DEFAULTS.withOrdering(Ordering.PER_KEY).withMaxInFlight(8))
                .limits(Limits.builder()
                        .sortBytes(random.nextBoolean() ? 3_000 : 1 << 20)
                        .maxTieBytes(random.nextBoolean() ? 2_000 : 1 << 20)
                        .build());
        if (random.nextBoolean()) {
            world.window(SPAN / 8, SPAN - SPAN / 8);
        }
        int outputs = 1 + random.nextInt(3);
        for (int output = 0; output < outputs; output++) {
            String id = "out" + output;
            world.output(id);
            boolean sorted = random.nextInt(4) == 0;
            List<String> shared = new ArrayList<>();
            int parts = random.nextInt(4);
            for (int part = 0; part < parts; part++) {
                byte[] content = lines(rows(random, output, part, sorted, conflicts, shared));
                boolean zipped = random.nextInt(3) == 0;
                world.part(id, id + "/p" + part + (zipped ? ".gz" : ".jsonl"), zipped ? gzip(content) : content);
            }
        }
        return world;
    }

    private static List<String> rows(
            Random random, int output, int part, boolean sorted, boolean conflicts, List<String> shared) {
        List<String> rows = new ArrayList<>();
        int count = random.nextInt(700);
        for (int i = 0; i < count; i++) {
            long micros = sorted ? i * SPAN / count : random.nextInt((int) SPAN);
            String key = String.valueOf((output * 10 + part) * 10_000 + i);
            String flow = random.nextBoolean() ? ",\"flow_id\":\"f" + random.nextInt(5) + "\"" : "";
            rows.add(TestWorld.row(micros, key, flow + ",\"p\":\"" + "p".repeat(random.nextInt(30)) + "\""));
            if (!sorted && random.nextInt(30) == 0) {
                shared.add(rows.get(i));
            }
        }
        if (!sorted) {
            rows.addAll(shared);
            if (conflicts && count > 0) {
                rows.add(rows.get(0).replace(",\"p\"", ",\"q\""));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                rows.add("bad row " + i);
            }
            Collections.shuffle(rows, random);
        }
        return rows;
    }

    @Property(tries = 60)
    void stream_withViews_isThatWithout(
            @ForAll long seed, @ForAll boolean conflicts, @ForAll @IntRange(min = 1, max = 3) int threads)
            throws IOException {
        Random random = new Random(seed);
        TestWorld world = world(random, conflicts);
        Survey plain = world.survey();
        MemorySortedStore store = new MemorySortedStore();
        world.sortedViews(store);
        Survey built = world.sort(threads);
        Survey loaded = world.survey();
        List<Violation> repeated = new RepeatedKeys(world.sortedViews(null).access(), world.plan(), plain).find();
        world.sortedViews(store);

        for (long from : new long[] {Long.MIN_VALUE, random.nextInt((int) SPAN), SPAN * 9 / 10, SPAN}) {
            List<String> expected = stream(world, plain, from);
            assertThat(stream(world, built, from))
                    .as("seed %d from %d", seed, from)
                    .isEqualTo(expected);
            assertThat(stream(world, loaded, from))
                    .as("seed %d from %d", seed, from)
                    .isEqualTo(expected);
        }
        assertThat(loaded.rows()).isEqualTo(plain.rows());
        assertThat(loaded.badRows()).isEqualTo(plain.badRows());
        assertThat(loaded.firstBadRow()).isEqualTo(plain.firstBadRow());
        assertThat(loaded.rowsFrom(SPAN / 2)).isEqualTo(plain.rowsFrom(SPAN / 2));
        assertThat(new RepeatedKeys(world.access(), world.plan(), loaded).find())
                .isEqualTo(repeated);
        assertThat(store.stillOpen()).isZero();
        assertThat(store.discarded()).isEmpty();
        for (int output = 0; output < plain.outputs().size(); output++) {
            assertThat(loaded.outputs().get(output).view() != null)
                    .as("output %d has a view", output)
                    .isEqualTo(SortedFirst.sorts(plain.outputs().get(output), world.readPolicy(), Set.of()));
        }
    }

    /** The view of each output fails at any read, and what follows comes from the parts, as if nothing had been. */
    @Property(tries = 60)
    void stream_viewFailsAtAnyRead_continuesFromTheParts(@ForAll long seed, @ForAll boolean damaged)
            throws IOException {
        Random random = new Random(seed);
        TestWorld world = world(random, random.nextInt(4) == 0);
        Survey plain = world.survey();
        MemorySortedStore store = new MemorySortedStore();
        world.sortedViews(store);
        world.sort(1);
        Survey loaded = world.survey();
        long from = random.nextBoolean() ? Long.MIN_VALUE : random.nextInt((int) SPAN);
        List<String> expected = stream(world, plain, from);
        if (damaged) {
            store.change(bytes -> {
                bytes[40 + random.nextInt(bytes.length - 100)] ^= 1;
                return bytes;
            });
        } else {
            store.failReadsAfter(store.reads() + random.nextInt(6));
        }
        assertThat(stream(world, loaded, from))
                .as("seed %d from %d", seed, from)
                .isEqualTo(expected);
        assertThat(store.stillOpen()).isZero();
    }
}
