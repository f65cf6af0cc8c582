package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real rows in Parquet, not written by us: the 3,000,000 US flights of vega-datasets, which Polars wrote. They go through the
 * whole producer, and every envelope is held to what the format's reference implementation reads out of the same file.
 * {@code wsp-tests/install-flights} puts the file there.
 */
@Tag("large")
final class FlightsTest {
    private static final Path FILE = Path.of("target/real-data/flights-3m.parquet");
    private static final int ROWS = 3_000_000;

    /** No flight has a number: a row is known by all that it says, and a row that repeats another is the same flight. */
    private static final Catalogue.Output ENTRY = new Catalogue.Output(
            new OutputId("us_flights"),
            List.of("date", "origin", "destination", "delay", "distance"),
            List.of("gate.flights.validation"),
            "scope_manifest_fingerprint",
            false,
            "date",
            Catalogue.TimeFormat.RFC3339);

    private static final Comparator<Flight> ONE_ORDER = Comparator.comparing(Flight::date)
            .thenComparing(Flight::origin)
            .thenComparing(Flight::destination)
            .thenComparingLong(Flight::delay)
            .thenComparingLong(Flight::distance);

    @TempDir
    Path temp;

    private record Flight(Instant date, long delay, long distance, String origin, String destination) {
        String payload(String micros) {
            return "\"payload\":{\"date\":\"" + micros + "\",\"delay\":" + delay + ",\"distance\":" + distance
                    + ",\"origin\":\"" + origin + "\",\"destination\":\"" + destination + "\"}}";
        }
    }

    @Test
    void everyFlightIsStreamedOnceInOrderAsAnotherReaderReadsIt() throws IOException {
        assumeTrue(Files.exists(FILE), "NOT TESTED: run wsp-tests/install-flights, which needs npm");
        List<Flight> flights = readByReferenceImplementation();
        assertThat(flights).hasSize(ROWS);
        flights.sort(ONE_ORDER);
        List<Flight> distinct = distinct(flights);

        World world = World.ofRows()
                .output(ENTRY, PartRows.stored(Files.readAllBytes(FILE), ROWS))
                .writeTo(temp.resolve("world"));
        FileOracleReader oracle = FileOracleReader.builder()
                .objectStoreRoot(world.objectStoreRoot())
                .oracleRoot(world.oracleRoot())
                .build();
        ReadySignal ready =
                ((ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC)).signal();
        ParquetFormat format = new ParquetFormat().withLocalTimestamps(LocalTimestamps.UTC);
        HeldEnvelopes held = new HeldEnvelopes(distinct);
        RunSummary summary = DryRun.builder(oracle, world.catalogue(), StreamPolicy.defaults())
                .rowFormat(format)
                .build()
                .preview(ready, held::take);

        assertThat(summary.violations()).isEmpty();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(held.count).isEqualTo(distinct.size());
        assertThat(summary.events().planned()).isEqualTo(distinct.size());
        assertThat(summary.events().collapsed()).isEqualTo(ROWS - distinct.size());
        assertThat(summary.firstEventTime()).isEqualTo(Instant.parse("2001-01-01T00:01:00Z"));
        assertThat(summary.lastEventTime())
                .isEqualTo(distinct.get(distinct.size() - 1).date());
        Arrays.sort(held.ids);
        for (int i = 1; i < held.ids.length; i++) {
            if (held.ids[i] == held.ids[i - 1]) {
                throw new AssertionError("two events have an id that begins with " + Long.toHexString(held.ids[i]));
            }
        }
    }

    /** Holds each envelope to the flight that is due. */
    private static final class HeldEnvelopes {
        private final List<Flight> flights;
        private final long[] ids;
        private int count;
        private Instant date = Instant.MIN;
        private String micros = "";

        HeldEnvelopes(List<Flight> flights) {
            this.flights = flights;
            ids = new long[flights.size()];
        }

        void take(ByteBuffer bytes) {
            String envelope =
                    StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
            Flight flight = flights.get(count);
            if (!flight.date.equals(date)) {
                date = flight.date;
                // All of them are of whole minutes.
                micros = date.toString().replace("Z", ".000000Z");
            }
            // Not assertThat for each of three million: describing them is what would take the time.
            if (!envelope.endsWith(flight.payload(micros))
                    || !envelope.contains("\"ts_utc\":\"" + micros + "\"")
                    || !envelope.contains("\"event_type\":\"us_flights\"")) {
                throw new AssertionError("event " + (count + 1) + " is " + flight + ", but came as " + envelope);
            }
            int id = envelope.indexOf("\"event_id\":\"") + "\"event_id\":\"".length();
            ids[count++] = Long.parseUnsignedLong(envelope, id, id + 16, 16);
        }
    }

    private static List<Flight> distinct(List<Flight> sorted) {
        List<Flight> distinct = new ArrayList<>(sorted.size());
        for (Flight flight : sorted) {
            if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).equals(flight)) {
                distinct.add(flight);
            }
        }
        return distinct;
    }

    private static List<Flight> readByReferenceImplementation() throws IOException {
        List<Flight> flights = new ArrayList<>(ROWS);
        Map<String, String> airports = new HashMap<>();
        try (ParquetReader<Group> reader = new GroupReader().build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                flights.add(new Flight(
                        Instant.EPOCH.plus(row.getLong("date", 0), ChronoUnit.MICROS),
                        row.getLong("delay", 0),
                        row.getLong("distance", 0),
                        airports.computeIfAbsent(row.getString("origin", 0), name -> name),
                        airports.computeIfAbsent(row.getString("destination", 0), name -> name)));
            }
        }
        return flights;
    }

    private static final class GroupReader extends ParquetReader.Builder<Group> {
        GroupReader() {
            super(new LocalInputFile(FILE), new PlainParquetConfiguration());
        }

        @Override
        protected GroupReadSupport getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
