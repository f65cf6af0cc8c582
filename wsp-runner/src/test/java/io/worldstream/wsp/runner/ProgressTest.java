package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.ControlJournal;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private static RunProgress progress(Phase phase, long settled, Speedup speed, @Nullable Double achieved) {
        return RunProgress.builder(phase, speed)
                .events(EventCounts.builder()
                        .planned(1000)
                        .pushed(settled)
                        .admitted(settled)
                        .build())
                .open(1, 0)
                .eventTimes(START.plus(Duration.ofDays(settled / 100)), START.plus(Duration.ofDays(10)))
                .achievedSpeed(achieved)
                .build();
    }

    @Test
    void theLineHoldsEventTimeFractionRateSpeedInFlightAndTimeLeft() {
        ProgressLine line = new ProgressLine();
        line.at(progress(Phase.STREAMING, 0, Speedup.of("86400"), null), 0);
        assertThat(line.at(progress(Phase.STREAMING, 500, Speedup.of("86400"), 86_000.4), 4 * SECOND))
                .isEqualTo("2026-01-06 00:00:00 [######......] 50.0% 125/s x86,000 1 out 6s left");
    }

    @Test
    void withoutAScheduleTheTimeLeftFollowsTheRate() {
        ProgressLine line = new ProgressLine();
        line.at(progress(Phase.STREAMING, 0, Speedup.MAX, null), 0);
        assertThat(line.at(progress(Phase.STREAMING, 10, Speedup.MAX, 1.0), SECOND))
                .endsWith(" 10/s x1 1 out 1m39s left");
    }

    @Test
    void otherPhasesSaySo() {
        assertThat(new ProgressLine().at(progress(Phase.PREPARING, 0, Speedup.MAX, null), 0))
                .startsWith("checking");
        assertThat(new ProgressLine().at(progress(Phase.PAUSED, 10, Speedup.MAX, 1.0), 0))
                .endsWith(" paused");
    }

    @Test
    void theLineFitsATerminal() {
        RunProgress wide = RunProgress.builder(Phase.STREAMING, Speedup.of("0.000001"))
                .events(EventCounts.builder()
                        .planned(Long.MAX_VALUE)
                        .pushed(1)
                        .admitted(1)
                        .build())
                .open(65536, 0)
                .eventTimes(START, START.plus(Duration.ofDays(1_000_000)))
                .achievedSpeed(0.000001)
                .build();
        assertThat(new ProgressLine().at(wide, 0).length()).isLessThanOrEqualTo(79);
    }

    @Test
    void whatElseIsWrittenGoesAboveTheLine() throws IOException {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        StatusLine line = new StatusLine(terminal);
        line.draw("one");
        line.draw("two");
        line.write("log\n".getBytes(StandardCharsets.UTF_8));
        line.draw("three");
        line.write("half".getBytes(StandardCharsets.UTF_8));
        line.draw("never in the middle of another line");
        line.erase();
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .isEqualTo("one\r\u001b[Ktwo\r\u001b[Klog\nthree\r\u001b[Khalf");
    }

    @Test
    void theBarDrawsTheFirstRunAndCountsTheOthers() throws IOException {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        List<RunControl> runs =
                new ArrayList<>(List.of(run(1, Phase.ENDED), run(2, Phase.STREAMING), run(3, Phase.PAUSED)));
        try (ProgressBar bar = new ProgressBar(new StatusLine(terminal), () -> runs, new ManualClock())) {
            bar.draw();
            assertThat(terminal.toString(StandardCharsets.UTF_8))
                    .contains("10.0%")
                    .endsWith(" (+1)");
            runs.clear();
            bar.draw();
            assertThat(terminal.toString(StandardCharsets.UTF_8)).endsWith("\r\u001b[K");
        }
    }

    private static RunControl run(int number, Phase phase) {
        return new RunControl() {
            @Override
            public RunId runId() {
                return new RunId(String.valueOf(number).repeat(32));
            }

            @Override
            public RunProgress progress() {
                return ProgressTest.progress(phase, 100, Speedup.MAX, null);
            }

            @Override
            public ControlJournal journal() {
                return ControlJournal.EMPTY;
            }

            @Override
            public CompletionStage<ControlAnswer> apply(ControlAction action) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void pause() {}

            @Override
            public void resume() {}

            @Override
            public void changeSpeed(Speedup speed) {}

            @Override
            public void stop() {}
        };
    }
}
