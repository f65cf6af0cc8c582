package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * Worlds of any size with rows like those of {@code arrival_events_5B}: 14 fields, about 430 bytes, two outputs of four
 * parts each. A row is a function of its number, so a sorted and a shuffled world have the same rows.
 */
final class ArrivalWorld {
    private static final int PARTS = 4;
    private static final long FIRST_MICROS =
            Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() * 1_000_000L;
    /** Odd and prime: steps of this size, modulo a number that it does not divide, visit every row. */
    private static final long STRIDE = 2_147_483_647L;

    private static final List<String> OUTPUTS = List.of("arrival_events_5B", "s2_flow_anchor_baseline_6B");
    private static final Pins PINS = RowWorldBuilder.defaultPins();

    private ArrivalWorld() {}

    /**
     * Writes a world.
     *
     * @param rows the number of rows of both outputs together, a multiple of 8
     * @param shuffled whether the rows of each part are out of time order
     */
    static World write(Path folder, long rows, boolean shuffled) {
        return write(folder, rows, shuffled, new Flows(1 << 20, 1));
    }

    /** As {@link #write(Path, long, boolean)}, with the given flows. */
    static World write(Path folder, long rows, boolean shuffled, Flows flows) {
        RowWorldBuilder world = World.ofRows().nonTraffic(false);
        long perPart = rows / PARTS / OUTPUTS.size();
        for (int output = 0; output < OUTPUTS.size(); output++) {
            List<PartRows> parts = new ArrayList<>();
            for (int part = 0; part < PARTS; part++) {
                long first = output + (long) OUTPUTS.size() * part;
                parts.add(PartRows.streaming(() -> rows(first, perPart, shuffled, flows)));
            }
            world.output(entry(OUTPUTS.get(output)), parts);
        }
        return world.writeTo(folder);
    }

    private static Catalogue.Output entry(String outputId) {
        return new Catalogue.Output(
                new OutputId(outputId),
                List.of("seed", "manifest_fingerprint", "scenario_id", "merchant_id", "arrival_seq"),
                List.of("gate." + outputId),
                "scope_manifest_fingerprint",
                false,
                Catalogue.DEFAULT_TIME_FIELD,
                Catalogue.TimeFormat.RFC3339);
    }

    /** Returns every eighth row, starting with the first one. */
    private static Iterator<String> rows(long first, long count, boolean shuffled, Flows flows) {
        PrimitiveIterator.OfLong order = LongStream.range(0, count)
                .map(i -> shuffled ? i * STRIDE % count : i)
                .iterator();
        long step = (long) PARTS * OUTPUTS.size();
        StringBuilder text = new StringBuilder(512);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return order.hasNext();
            }

            @Override
            public String next() {
                text.setLength(0);
                append(text, first + step * order.nextLong(), flows);
                return text.toString();
            }
        };
    }

    private static void append(StringBuilder text, long row, Flows flows) {
        // A little under two milliseconds between rows; sometimes several rows share a microsecond.
        long micros = FIRST_MICROS + row * 1_711 - (row * 7919 % 3_000);
        long scrambled = row * 0x9E3779B97F4A7C15L;
        text.append("{\"manifest_fingerprint\":\"").append(PINS.manifestFingerprint());
        text.append("\",\"seed\":").append(PINS.seed());
        text.append(",\"scenario_id\":\"").append(PINS.scenarioId());
        text.append("\",\"merchant_id\":").append(1_000_000_000L + flows.of(scrambled));
        text.append(",\"zone_representation\":\"Europe/Berlin\",\"channel_group\":\"card_present\",\"bucket_index\":");
        text.append(row / 1000);
        text.append(",\"arrival_seq\":").append(row + 1);
        text.append(",\"ts_utc\":\"").append(EventTimeText.format(micros));
        text.append("\",\"ts_local_primary\":\"2026-01-01T01:00:00.000000\",\"site_id\":")
                .append(scrambled >>> 48);
        text.append(",\"edge_id\":null,\"lambda_realised\":").append((scrambled >>> 11) / 9.007199254740992e15);
        text.append(",\"is_virtual\":").append((row & 7) == 0).append('}');
    }

    /**
     * The merchants of the rows, each of which is a flow.
     *
     * @param count the number of merchants
     * @param skew the exponent of the draw: 1 for even shares; above, the first one's is {@code count} to the power of
     *     -1 / {@code skew}
     */
    record Flows(int count, double skew) {
        private long of(long scrambled) {
            // Mixed once more, as flows would otherwise come at even distances.
            long mixed = (scrambled ^ scrambled >>> 32) * 0xD6E8FEB86659FD93L;
            double draw = ((mixed ^ mixed >>> 32) >>> 11) * 0x1p-53;
            return (long) (count * (skew == 1 ? draw : Math.pow(draw, skew)));
        }
    }
}
