package io.worldstream.wsp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The simulator finds what it is there to find: engines with one mistake each. {@code -Dsim.search} looks for each mistake in
 * fresh seeds, from {@code -Dsim.from} on, 10,000 at most.
 */
class PlantedDefectsTest {
    private static final long FRESH_SEEDS = 10_000;

    @Test
    void thereAreThirtyAtLeast() {
        assertThat(PlantedDefects.all()).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
    }

    @Test
    void eachIsFoundByItsSeed() throws Exception {
        List<PlantedDefect> all = PlantedDefects.all();
        Seeds.each(0, all.size(), number -> {
            PlantedDefect defect = all.get((int) number);
            assertThat(breaks(defect, defect.seed()))
                    .as("seed %d no longer finds that %s; search for another with -Dsim.search", defect.seed(), defect)
                    .isNotEmpty();
        });
    }

    @Test
    void eachIsFoundInFreshSeeds() throws Exception {
        assumeTrue(Boolean.getBoolean("sim.search"), "only in the long run");
        long from = Long.getLong("sim.from", 1_000_000);
        List<String> missed = new ArrayList<>();
        for (PlantedDefect defect : PlantedDefects.all()) {
            SpoiltCore core = SpoiltCore.with(defect);
            long seed = from;
            while (seed < from + FRESH_SEEDS && core.breaks(seed).isEmpty()) {
                seed++;
            }
            System.out.println(defect + ": " + (seed < from + FRESH_SEEDS ? "seed " + seed : "not found"));
            if (seed == from + FRESH_SEEDS) {
                missed.add(defect.name());
            }
        }
        assertThat(missed).isEmpty();
    }

    private static String breaks(PlantedDefect defect, long seed) {
        try {
            return SpoiltCore.with(defect).breaks(seed);
        } catch (Exception e) {
            throw new IllegalStateException(defect.name(), e);
        }
    }
}
