package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real events, not made by us: 100,000 Bitcoin trades of November 2013 on Bitstamp, from a file that the build takes out of
 * ta4j's examples. Each goes through the whole path; what arrives is held against the file's own lines. {@code
 * docs/real-data.md} shows the same by hand.
 */
@Tag("process")
final class BitstampTradesTest {
    private static final Path CSV = Path.of("target/real-data/bitstamp_trades_from_20131125_usd.csv");
    private static final Path DOCUMENT = Path.of("../docs/real-data.md");
    private static final String MICROS = ".000000Z";

    @TempDir
    Path temp;

    @Test
    void everyTradeIsAdmittedOnceInOrderAsItWasWritten() throws Exception {
        List<String> trades = Files.readAllLines(CSV);
        trades = trades.subList(1, trades.size());
        assertThat(trades).hasSize(100_000);

        String config =
                WspProcess.run(0, documentedSealCommand()).line().get("config").textValue();
        List<GateRequest> admitted;
        JsonNode summary;
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            summary = WspProcess.run(
                            0,
                            "run",
                            "--once",
                            "--config",
                            config,
                            "--set",
                            "ingress.url=" + gate.url(),
                            "--set",
                            "policy.stream_speedup=max")
                    .line();
            admitted = gate.admitted();
        }

        assertThat(summary.get("status").textValue()).isEqualTo("COMPLETED");
        assertThat(summary.get("events").get("admitted").intValue()).isEqualTo(100_000);
        assertThat(summary.get("event_time").get("first").textValue()).isEqualTo(timeOf(trades.get(0)));
        assertThat(summary.get("event_time").get("last").textValue()).isEqualTo(timeOf(trades.get(99_999)));
        assertThat(summary.get("event_time").get("first").textValue()).isEqualTo("2013-11-25T00:00:00.000000Z");

        assertThat(admitted).hasSize(100_000);
        HashSet<String> ids = new HashSet<>();
        for (int i = 0; i < admitted.size(); i++) {
            String[] cells = trades.get(i).split(",", -1);
            String payload = "\"payload\":{\"trade_seq\":" + (i + 1) + ",\"timestamp\":" + cells[0] + ",\"price\":"
                    + cells[1] + ",\"amount\":" + cells[2] + "}}";
            String envelope = admitted.get(i).body();
            // Not assertThat for each of a hundred thousand: describing them is what would take the time.
            if (!envelope.endsWith(payload) || !envelope.contains("\"ts_utc\":\"" + timeOf(trades.get(i)) + "\"")) {
                throw new AssertionError("trade " + (i + 1) + " is " + trades.get(i) + ", but arrived as " + envelope);
            }
            ids.add(admitted.get(i).eventId());
        }
        assertThat(ids).hasSize(100_000);
    }

    /** The command of the documentation, with this test's place to write to. */
    private String[] documentedSealCommand() throws IOException {
        String command = Files.readString(DOCUMENT)
                .replace("\\\n", " ")
                .lines()
                .filter(line -> line.contains("wsp.jar seal "))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(command.substring(command.indexOf("seal ")).trim().split(" +", -1))
                .map(argument -> argument.replace("wsp-tests/target/", "target/"))
                .map(argument -> argument.equals("target/bitstamp")
                        ? temp.resolve("world").toString()
                        : argument)
                .toArray(String[]::new);
    }

    private static String timeOf(String trade) {
        String second = Instant.ofEpochSecond(Long.parseLong(trade.substring(0, trade.indexOf(','))))
                .toString();
        return second.replace("Z", MICROS);
    }
}
