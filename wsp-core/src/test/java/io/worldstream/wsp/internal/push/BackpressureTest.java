package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.push.BackpressureComparison.Result;
import io.worldstream.wsp.internal.push.BackpressureComparison.Strategy;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bars of docs/backpressure.md, on the seeds that it reports, which nothing was tuned on. */
@Tag("simulator")
class BackpressureTest {
    private static final long FIRST_SEED = 17_000;

    private static List<Result> results(Strategy strategy, int scenarios) {
        return LongStream.range(FIRST_SEED, FIRST_SEED + scenarios)
                .mapToObj(seed -> BackpressureComparison.play(GateScenario.of(seed), strategy.control()))
                .toList();
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
        return BackpressureComparison.quantile(results, figure, 0.5);
    }

    @Test
    void mostOfTheCapacityIsUsedAndFewCallsFail() {
        List<Result> adaptive = results(Strategy.ADAPTIVE, 60);
        assertThat(median(adaptive, Result::goodput)).isGreaterThan(0.97);
        assertThat(BackpressureComparison.quantile(adaptive, Result::goodput, 0.1))
                .isGreaterThan(0.6);
        assertThat(median(adaptive, Result::failedPerSuccess)).isLessThan(0.02);
    }

    @Test
    void noControlFailsManyTimesAsOften() {
        List<Result> adaptive = results(Strategy.ADAPTIVE, 6);
        List<Result> none = results(Strategy.NONE, 6);
        assertThat(median(none, Result::failedPerSuccess))
                .isGreaterThan(20 * median(adaptive, Result::failedPerSuccess));
    }

    @Test
    void aScenarioPlaysTheSameEachTime() {
        GateScenario scenario = GateScenario.of(7);
        assertThat(BackpressureComparison.play(scenario, Strategy.ADAPTIVE.control()))
                .isEqualTo(BackpressureComparison.play(scenario, Strategy.ADAPTIVE.control()));
    }
}
