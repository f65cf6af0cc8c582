package io.worldstream.wsp.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class FixedSeedsTest {
    private static final Map<String, List<Long>> DRAWN = new TreeMap<>();

    /** The options of the build that the hook reads. */
    private static final List<String> OPTIONS = List.of("explore", "quick");

    private final Map<String, String> before = new TreeMap<>();

    @BeforeEach
    void clearOptions() {
        for (String option : OPTIONS) {
            String value = System.clearProperty(option);
            if (value != null) {
                before.put(option, value);
            }
        }
    }

    @AfterEach
    void restoreOptions() {
        OPTIONS.forEach(System::clearProperty);
        before.forEach(System::setProperty);
    }

    @Test
    void run_twice_drawsTheSame() {
        Map<String, List<Long>> drawn = drawn();
        assertThat(drawn).isEqualTo(drawn()).containsOnlyKeys("one", "another", "named");
        assertThat(drawn.get("one")).hasSize(20).isNotEqualTo(drawn.get("another"));
    }

    @Test
    void run_seedNamed_keepsIt() {
        assertThat(drawn().get("named")).isEqualTo(drawn().get("named")).isNotEqualTo(drawn().get("one"));
    }

    @Test
    void run_exploring_drawsAnew() {
        Map<String, List<Long>> fixed = drawn();
        System.setProperty("explore", "");
        Map<String, List<Long>> explored = drawn();
        assertThat(explored)
                .allSatisfy((property, values) -> assertThat(values).hasSize(20).isNotEqualTo(fixed.get(property)));
        assertThat(explored).isNotEqualTo(drawn());
    }

    @Test
    void run_exploringTenfold_triesTenTimesAsOften() {
        System.setProperty("explore", "10");
        assertThat(drawn()).allSatisfy((property, values) -> assertThat(values).hasSize(200));
    }

    @Test
    void run_quick_makesAQuarterOfTheTries() {
        Map<String, List<Long>> quarters = drawn();
        quarters.replaceAll((property, values) -> values.subList(0, 5));
        System.setProperty("quick", "true");
        assertThat(drawn()).isEqualTo(quarters);
        System.setProperty("explore", "");
        assertThat(drawn()).allSatisfy((property, values) -> assertThat(values).hasSize(20));
    }

    private static Map<String, List<Long>> drawn() {
        DRAWN.clear();
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Drawing.class))
                        .filters(EngineFilter.includeEngines("jqwik"))
                        .configurationParameter("jqwik.database", "")
                        .build());
        return new TreeMap<>(DRAWN);
    }

    /** Not run by itself: the build takes only classes of certain names. */
    static class Drawing {
        @Property(tries = 20)
        void one(@ForAll long value) {
            draw("one", value);
        }

        @Property(tries = 20)
        void another(@ForAll long value) {
            draw("another", value);
        }

        @Property(tries = 20, seed = "5")
        void named(@ForAll long value) {
            draw("named", value);
        }

        private static void draw(String property, long value) {
            DRAWN.computeIfAbsent(property, name -> new ArrayList<>()).add(value);
        }
    }
}
