package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.gzip;
import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.samples.MemorySurveyStore;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.codec.digest.DigestUtils;

/** I6, I7: rows that are set aside are found, each once, and the stream is that of the world without them. */
class BadRowProperties {
    private static final int MAX_DISORDER = 50;
    /** Times are missing or invalid, keys are, or all is: none can be read as a row is. */
    private static final List<String> BAD = List.of(
            "junk",
            "{}",
            "{\"at\":\"noon\",\"k\":1,\"n\":0}",
            "{\"at\":7,\"k\":null,\"n\":0}",
            "{\"at\":7,\"k\":[1],\"n\":0}",
            "{\"at\":7,\"k\":1,\"n\":0");

    /** How the rows of a world lie. */
    enum Disorder {
        NONE,
        DECLARED,
        ANY
    }

    /** A world, the same world without its bad rows, and these by part: number and text. */
    private record Worlds(TestWorld bad, TestWorld sound, Map<String, Map<Long, String>> expected) {}

    private static Worlds worlds(int parts, boolean gzip, Disorder disorder, int oneInSoMany, Random random) {
        TestWorld bad = new TestWorld()
                .outcomes(OutcomePolicy.DEFAULTS
                        .withOnBadRow(OnBadRow.DEAD_LETTER)
                        .withKeepRows(true));
        TestWorld sound = new TestWorld();
        Map<String, Map<Long, String>> expected = new HashMap<>();
        for (int part = 0; part < parts; part++) {
            String output = part % 2 == 0 ? "a" : "b";
            List<String> all = new ArrayList<>();
            List<String> some = new ArrayList<>();
            Map<Long, String> badRows = new HashMap<>();
            int rows = random.nextInt(1_400);
            for (int i = 0; i < rows; i++) {
                while (random.nextInt(oneInSoMany) == 0) {
                    String text = BAD.get(random.nextInt(BAD.size()));
                    all.add(random.nextBoolean() ? text : "  " + text + "\r");
                    badRows.put((long) all.size(), text);
                }
                if (random.nextInt(40) == 0) {
                    all.add("");
                }
                String text = row(micros(i, rows, disorder, random), String.valueOf(part * 10_000 + i));
                all.add(text);
                some.add(text);
            }
            String path = output + "/" + part + ".jsonl";
            bad.part(output, path, gzip ? gzip(lines(all)) : lines(all));
            sound.part(output, path, gzip ? gzip(lines(some)) : lines(some));
            expected.put(path, badRows);
        }
        if (disorder == Disorder.DECLARED) {
            for (String output : parts == 1 ? List.of("a") : List.of("a", "b")) {
                bad.maxDisorder(output, MAX_DISORDER);
                sound.maxDisorder(output, MAX_DISORDER);
            }
        }
        return new Worlds(bad, sound, expected);
    }

    private static long micros(int i, int rows, Disorder disorder, Random random) {
        return switch (disorder) {
            case NONE -> i;
            case DECLARED -> i + random.nextInt(MAX_DISORDER);
            case ANY -> random.nextInt(rows);
        };
    }

    private static Map<String, Map<Long, String>> found(Survey survey) {
        Map<String, Map<Long, String>> found = new HashMap<>();
        survey.parts().forEach(part -> {
            Map<Long, String> rows = new HashMap<>();
            for (BadRow row : part.badRows()) {
                assertThat(row.text()).isNotNull();
                assertThat(row.digest().value()).isEqualTo(DigestUtils.sha256Hex(row.text()));
                assertThat(rows.put(row.number(), row.text())).isNull();
            }
            found.put(part.sealed().part().path(), rows);
        });
        return found;
    }

    @Property(tries = 60)
    void theStreamIsThatOfTheWorldWithoutItsBadRows(
            @ForAll @IntRange(min = 1, max = 4) int parts,
            @ForAll boolean gzip,
            @ForAll Disorder disorder,
            @ForAll @IntRange(min = 3, max = 300) int oneInSoMany,
            @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        Worlds worlds = worlds(parts, gzip, disorder, oneInSoMany, random);
        TestWorld world = worlds.bad;
        if (worlds.expected.values().stream().mapToInt(Map::size).sum() > 1_000) {
            assertThat(world.trySurvey()).isInstanceOf(SurveyResult.Refused.class);
            return;
        }
        Survey survey = world.trusting(new MemorySurveyStore()).survey();
        assertThat(found(survey)).as("seed %d", seed).isEqualTo(worlds.expected);
        long read = world.store().bytesRead();
        Survey kept = world.survey();
        assertThat(world.store().bytesRead())
                .as("the second survey is the first")
                .isEqualTo(read);
        assertThat(found(kept)).as("seed %d", seed).isEqualTo(worlds.expected);

        Survey sound = worlds.sound.survey();
        assertThat(kept.rows()).isEqualTo(sound.rows());
        assertThat(kept.firstMicros()).isEqualTo(sound.firstMicros());
        assertThat(kept.lastMicros()).isEqualTo(sound.lastMicros());
        for (long from : new long[] {Long.MIN_VALUE, random.nextInt(1_500), random.nextInt(1_500)}) {
            List<String> expected = worlds.sound.read(sound, from);
            assertThat(world.read(survey, from))
                    .as("seed %d from %d", seed, from)
                    .isEqualTo(expected);
            assertThat(world.read(kept, from)).as("seed %d from %d", seed, from).isEqualTo(expected);
            assertThat(kept.rowsFrom(from)).isGreaterThanOrEqualTo(expected.size());
        }
        assertThat(new RepeatedKeys(world.access(), world.plan(), kept).find()).isEmpty();
    }
}
