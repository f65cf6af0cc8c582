package io.worldstream.wsp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The simulator finds what it is there to find: engines with one mistake each. A recorded seed spares the search while the
 * engine draws as it did; after that, the first 1,000 seeds are searched. {@code -Dsim.search} looks for each mistake in fresh
 * seeds, from {@code -Dsim.from} on, 10,000 at most.
 */
@Tag("simulator")
class PlantedDefectsTest {
    private static final long FRESH_SEEDS = 10_000;
    private static final long FIRST_SEEDS = 1_000;

    @Test
    void thereAreThirtyAtLeast() {
        assertThat(PlantedDefects.all()).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
    }

    @Test
    void eachIsFound() throws Exception {
        List<PlantedDefect> all = PlantedDefects.all();
        Seeds.each(0, all.size(), number -> {
            PlantedDefect defect = all.get((int) number);
            assertThat(isFoundSoon(defect)).as(defect.name()).isTrue();
        });
    }

    @Test
    void eachIsFoundInFreshSeeds() throws Exception {
        assumeTrue(Boolean.getBoolean("sim.search"), "only in the long run");
        long from = Long.getLong("sim.from", 1_000_000);
        List<String> missed = new ArrayList<>();
        for (PlantedDefect defect : PlantedDefects.all()) {
            OptionalLong seed = find(SpoiltCore.with(defect), from, FRESH_SEEDS);
            System.out.println(defect + ": " + (seed.isPresent() ? "seed " + seed.getAsLong() : "not found"));
            if (seed.isEmpty()) {
                missed.add(defect.name());
            }
        }
        assertThat(missed).isEmpty();
    }

    private static boolean isFoundSoon(PlantedDefect defect) {
        try {
            SpoiltCore core = SpoiltCore.with(defect);
            if (!core.breaks(defect.seed()).isEmpty()) {
                return true;
            }
            OptionalLong seed = find(core, 0, FIRST_SEEDS);
            seed.ifPresent(found -> System.out.println(
                    "seed " + defect.seed() + " no longer finds that " + defect + ", but " + found + " does"));
            return seed.isPresent();
        } catch (Exception e) {
            throw new IllegalStateException(defect.name(), e);
        }
    }

    private static OptionalLong find(SpoiltCore core, long from, long count) throws Exception {
        for (long seed = from; seed < from + count; seed++) {
            if (!core.breaks(seed).isEmpty()) {
                return OptionalLong.of(seed);
            }
        }
        return OptionalLong.empty();
    }
}
