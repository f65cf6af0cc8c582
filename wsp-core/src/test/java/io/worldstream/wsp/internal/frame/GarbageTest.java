package io.worldstream.wsp.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.RowParsing;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.PushPolicy;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream is hundreds of millions of rows: on the way from a row's bytes to its envelope's there is no garbage. */
final class GarbageTest {
    private static final int ROWS = 20_000;
    private static final FlowKey BY_FLOW =
            FlowKey.of(PushPolicy.DEFAULTS.withMaxInFlight(2), new OutputId("arrival_events_5B"));

    private final Row row = new Row();
    private final FramedEvent event = new FramedEvent();

    private static Target arrivals(TimeFormat timeFormat) {
        return Target.builder(
                        new OutputId("arrival_events_5B"),
                        "data/arrivals/part-*.jsonl",
                        "{}",
                        new Hex64("d".repeat(64)))
                .primaryKey(List.of("seed", "manifest_fingerprint", "scenario_id", "merchant_id", "arrival_seq"))
                .gates(List.of("gate.layer2.5B.validation"))
                .instanceScoped(true)
                .time("ts_utc", timeFormat)
                .schemaVersion("v1")
                .build();
    }

    /** Which fields arrivals have; not all parts have the same. */
    enum Shape {
        FOURTEEN_FIELDS,
        SEVENTEEN_FIELDS,
        BOTH_IN_TURN;

        boolean isLong(int number) {
            return this == SEVENTEEN_FIELDS || (this == BOTH_IN_TURN && number % 2 == 0);
        }
    }

    private static byte[] arrival(int number, String time, boolean more) {
        String begin = "{\"manifest_fingerprint\":\"" + "a".repeat(64) + "\",\"parameter_hash\":\"" + "b".repeat(64)
                + "\",\"seed\":18446744073709551615,\"scenario_id\":\"baseline_v1\",\"merchant_id\":"
                + (9_000_000_000_000_000_000L + number)
                + ",\"zone_representation\":\"Europe/Z\u00fcrich\",\"channel_group\":\"card_present\",\"bucket_index\":"
                + number % 97 + ",\"arrival_seq\":" + number + ",\"ts_utc\":" + time
                + ",\"tzid_primary\":\"Europe/Zurich\"";
        String middle =
                ",\"ts_local_primary\":\"2026-01-02T11:15:30.123456\",\"edge_id\":7,\"routing_universe_hash\":\""
                        + "c".repeat(64) + "\"";
        String end = ",\"site_id\":null,\"lambda_realised\":0.0" + (1 + number) + ",\"is_virtual\":false}";
        return (begin + (more ? middle : "") + end).getBytes(StandardCharsets.UTF_8);
    }

    private void frame(RowParser parser, EnvelopeFramer framer, byte[][] rows) {
        for (byte[] text : rows) {
            try {
                RowParsing.parse(parser, text, row);
            } catch (RowFault e) {
                throw new AssertionError(new String(text, StandardCharsets.UTF_8), e);
            }
            framer.frame(row, event);
            event.stampEmittedAt(row.tsMicros());
            if (event.view().remaining() < text.length) {
                throw new AssertionError("an envelope that is shorter than its row");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onceWarmARowBecomesAnEnvelopeWithoutGarbage(Shape shape) {
        byte[][] rows = new byte[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            rows[i] = arrival(i, "\"2026-01-0" + (1 + i % 9) + "T10:15:30.123456Z\"", shape.isLong(i));
        }
        assertThat(bytesPerRow(TimeFormat.RFC3339, rows, FlowKey.NONE)).isLessThan(8);
        assertThat(bytesPerRow(TimeFormat.RFC3339, rows, BY_FLOW)).isLessThan(8);
    }

    @ParameterizedTest
    @CsvSource({"EPOCH_S, ''", "EPOCH_MS, 000", "EPOCH_US, 000000", "EPOCH_NS, 000000000"})
    void neitherDoesATimeThatIsAnIntegerMakeGarbage(TimeFormat timeFormat, String belowSeconds) {
        byte[][] rows = new byte[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            rows[i] = arrival(i, (1_767_225_600 + i) + belowSeconds, false);
        }
        assertThat(bytesPerRow(timeFormat, rows, BY_FLOW)).isLessThan(8);
    }

    private double bytesPerRow(TimeFormat timeFormat, byte[][] rows, FlowKey flowKey) {
        StreamPlan plan = TestPlans.of(arrivals(timeFormat));
        RowParser parser = new RowParser(0, plan.targets().get(0), Limits.DEFAULTS, flowKey, List.of());
        EnvelopeFramer framer = new EnvelopeFramer(plan, true);
        frame(parser, framer, rows);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        frame(parser, framer, rows);
        return (threads.getThreadAllocatedBytes(thread) - before) / (double) rows.length;
    }
}
