package io.worldstream.wsp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.testkit.sim.SmallRuns.Figures;
import io.worldstream.wsp.testkit.sim.SmallSetting.Failures;
import io.worldstream.wsp.testkit.sim.SmallSetting.Saves;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All small runs: each event is admitted, loses its answer, or gets 503 once; answers and retries come in every order;
 * and one crash at every step, with any subset of the events in flight taken by the gate (I5 to I8, I12, I13). {@code
 * -Dsim.exhaust} adds those that are too many for every build. The number of runs is exact: if it changes, so does the
 * coverage of the test.
 */
@Tag("simulator")
class ExhaustiveTest {
    private static final SmallSetting MOST_RUNS = SmallSetting.of(4, 3, Ordering.NONE);

    @Test
    void everySmallRunCompletes() throws Exception {
        Figures all = explore(small());
        System.out.println("small runs: " + all);
        assertThat(all).isEqualTo(new Figures(20_160, 227_161, 2_214, 11_679));
    }

    @Test
    void everySmallRunCompletesInTheLongRun() throws Exception {
        assumeTrue(Boolean.getBoolean("sim.exhaust"), "only in the long run");
        System.out.println("larger small runs: " + explore(large()));
    }

    /** The largest first, so that both cores have something to do until the end. */
    private static List<SmallSetting> small() {
        List<SmallSetting> all = new ArrayList<>();
        for (int events = 4; events >= 1; events--) {
            all.addAll(of(events));
        }
        all.remove(MOST_RUNS);
        for (SmallSetting setting : List.copyOf(all)) {
            if (setting.events() <= 3 || setting.widest() == 1) {
                all.add(setting.with(Saves.SLOW));
                all.add(setting.with(Failures.ALWAYS));
            }
            if (setting.events() <= 3 && setting.widest() > 1) {
                all.add(setting.with(Backpressure.ADAPTIVE));
            }
        }
        return all;
    }

    private static List<SmallSetting> of(int events) {
        List<SmallSetting> all = new ArrayList<>();
        for (int window = Math.min(events, 3); window >= 1; window--) {
            all.add(SmallSetting.of(events, window, Ordering.NONE));
            if (window >= 2 && events > window) {
                all.add(SmallSetting.of(events, window, Ordering.PER_KEY));
            }
        }
        if (events >= 2) {
            all.add(SmallSetting.of(events, 3, Ordering.GLOBAL));
        }
        return all;
    }

    private static List<SmallSetting> large() {
        List<SmallSetting> all = of(5);
        all.add(MOST_RUNS);
        for (Ordering ordering : List.of(Ordering.NONE, Ordering.PER_KEY)) {
            for (int events = 5; events >= 4; events--) {
                for (int window = 3; window >= 2; window--) {
                    SmallSetting setting = SmallSetting.of(events, window, ordering);
                    all.add(setting.with(Failures.ALWAYS));
                    all.add(setting.with(Saves.SLOW));
                    all.add(setting.with(Backpressure.ADAPTIVE));
                }
            }
        }
        return all;
    }

    private static Figures explore(List<SmallSetting> settings) throws Exception {
        Figures[] each = new Figures[settings.size()];
        Seeds.each(0, settings.size(), number -> {
            each[(int) number] = new SmallRuns(settings.get((int) number), true).explore();
        });
        return List.of(each).stream().reduce(new Figures(0, 0, 0, 0), Figures::plus);
    }

    @Test
    void runsThatEndEarlyMissNoCrash() {
        SmallSetting setting = SmallSetting.of(3, 2, Ordering.NONE);
        SmallRuns merged = new SmallRuns(setting, true);
        SmallRuns whole = new SmallRuns(setting, false);
        assertThat(merged.explore().runs()).isLessThan(whole.explore().runs());
        assertThat(merged.remains()).isEqualTo(whole.remains());
    }

    @Test
    void theyFindMistakes() throws Exception {
        List<PlantedDefect> defects = defects();
        assertThat(defects).hasSize(6);
        Seeds.each(0, defects.size(), number -> {
            PlantedDefect defect = defects.get((int) number);
            try {
                assertThat(SpoiltCore.with(defect).breaksSmallRuns())
                        .as(defect.name())
                        .isNotEmpty();
            } catch (Exception e) {
                throw new IllegalStateException(defect.name(), e);
            }
        });
    }

    private static List<PlantedDefect> defects() {
        List<String> theirs =
                List.of("the cursor passes what is out", "a retry is not counted as one", "flows are not waited for");
        List<PlantedDefect> all = new ArrayList<>(PlantedDefects.all());
        all.removeIf(each -> !theirs.contains(each.name()));
        all.add(new PlantedDefect(
                "the last event that was saved is sent again",
                "internal/source/EventReader",
                "            passOver(last, event);\n            return read(event);",
                "            passOver(last, event);\n            return true;",
                0));
        all.add(new PlantedDefect(
                "the first event that was not saved is left out",
                "internal/source/EventReader",
                "            passOver(last, event);\n            return read(event);",
                "            passOver(last, event);\n            return read(event) && read(event);",
                0));
        all.add(new PlantedDefect(
                "what was settled by a retry is sent once more",
                "internal/push/Outcomes",
                "            settle(push, settled.outcome(), settled.reasonCodes(), outcome);",
                "            settle(push, settled.outcome(), settled.reasonCodes(), outcome);\n            if (push.attempt() > 1) {\n                ports.sink().push(push, again -> {});\n            }",
                0));
        return all;
    }
}
