package io.worldstream.wsp.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.Lateness.Distribution;
import io.worldstream.wsp.report.LatenessCause;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SummaryJsonTest {
    private static final RunId RUN = new RunId("a".repeat(32));

    @Test
    void aStreamThatCompleted() {
        RunSummary summary = RunSummary.builder(ReadyDisposition.COMPLETED)
                .runId(RUN)
                .planDigest(new Hex64("1".repeat(64)))
                .streamDigest(new Hex64("2".repeat(64)))
                .events(EventCounts.builder()
                        .planned(10)
                        .pushed(10)
                        .admitted(7)
                        .duplicate(2)
                        .quarantined(1)
                        .retries(3)
                        .collapsed(4)
                        .badRows(5)
                        .build())
                .eventTimes(Instant.parse("2026-01-02T10:15:30.123456Z"), Instant.parse("2026-01-02T10:15:31Z"))
                .lateness(Lateness.of(
                        Distribution.of(10, 90, 200, 300),
                        Map.of(LatenessCause.WAIT_OVERSHOOT, Distribution.of(9, 80, 190, 250))))
                .speed(Speedup.of("0.5"), 0.499_999_99)
                .notes(List.of("a note"))
                .build();
        assertThat(SummaryJson.line(summary))
                .isEqualTo("{\"run_id\":\"" + RUN + "\",\"status\":\"COMPLETED\",\"reason\":null,\"violations\":[],"
                        + "\"plan_digest\":\"" + "1".repeat(64) + "\",\"stream_digest\":\"" + "2".repeat(64) + "\","
                        + "\"events\":{\"planned\":10,\"pushed\":10,\"admitted\":7,\"duplicate\":2,\"quarantined\":1,"
                        + "\"dead_lettered\":0,\"retries\":3,\"collapsed\":4,\"bad_rows\":5},"
                        + "\"event_time\":{\"first\":\"2026-01-02T10:15:30.123456Z\","
                        + "\"last\":\"2026-01-02T10:15:31.000000Z\"},"
                        + "\"lateness_us\":{\"p50\":90,\"p99\":200,\"max\":300,\"by_cause\":{"
                        + "\"wait_overshoot\":{\"p50\":80,\"p99\":190,\"max\":250},"
                        + "\"source_starvation\":{\"p50\":null,\"p99\":null,\"max\":null},"
                        + "\"window_full\":{\"p50\":null,\"p99\":null,\"max\":null},"
                        + "\"retry\":{\"p50\":null,\"p99\":null,\"max\":null},"
                        + "\"rate_cap\":{\"p50\":null,\"p99\":null,\"max\":null}}},"
                        + "\"speed\":{\"asked\":\"0.5\",\"achieved\":0.500000},\"notes\":[\"a note\"]}");
    }

    @Test
    void aRefusalHasTheSameFields() {
        RunSummary summary = RunSummary.builder(ReadyDisposition.REFUSED)
                .violations(List.of(
                        new Violation(ReasonCode.READY_INVALID, "ready#/payload/run_id", "line\nbreak \ud800 \"x\"")))
                .build();
        assertThat(SummaryJson.line(summary))
                .startsWith("{\"run_id\":null,\"status\":\"REFUSED\",\"reason\":\"READY_INVALID\",\"violations\":["
                        + "{\"code\":\"READY_INVALID\",\"path\":\"ready#/payload/run_id\",\"message\":\"line\\nbreak ")
                .contains("\"event_time\":null", "\"speed\":{\"asked\":null,\"achieved\":null}")
                .doesNotContain("\n");
    }

    @Test
    void aSpeedThatIsNoNumberIsNull() {
        assertThat(JsonLine.of(line -> line.putMeasured("speed", Double.POSITIVE_INFINITY)))
                .isEqualTo("{\"speed\":null}");
        assertThat(JsonLine.of(line -> line.putMeasured("speed", 1.234567891e12)))
                .isEqualTo("{\"speed\":1234570000000}");
    }
}
