package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SealCommandTest {
    @TempDir
    Path temp;

    private final Shell shell = new Shell();

    private int seal(String csv, String... more) throws IOException {
        Path file = Files.writeString(temp.resolve("rows.csv"), csv);
        List<String> args = new java.util.ArrayList<>(List.of("seal", "--csv", file.toString()));
        args.addAll(List.of("--out", temp.resolve("world").toString(), "--output-id", "trades"));
        args.addAll(List.of(more));
        return shell.run(args.toArray(String[]::new));
    }

    @Test
    void rowsKeepTheirSpelling() throws IOException {
        String csv = "\ufefftimestamp,price,venue,note\r\n"
                + "1385337600,10.50,\"a, \"\"b\"\"\",\r\n"
                + "1385337600,1e3,007,caf\u00e9\r\n"
                + "\r\n";
        assertThat(seal(csv, "--key", "n", "--sequence", "n", "--ts-field", "timestamp", "--ts-format", "epoch_s"))
                .isZero();
        JsonNode paths = shell.line();
        assertThat(paths.get("events").intValue()).isEqualTo(2);

        Shell preview = new Shell();
        assertThat(preview.run("preview", "--config", paths.get("config").textValue(), "--out", "-"))
                .isZero();
        assertThat(preview.out().lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"event_type\":\"trades\"", "\"ts_utc\":\"2013-11-25T00:00:00.000000Z\"")
                                .endsWith(
                                        "\"payload\":{\"n\":1,\"timestamp\":1385337600,\"price\":10.50,\"venue\":\"a, \\\"b\\\"\",\"note\":null}}"),
                        second -> assertThat(second)
                                .endsWith(
                                        "\"payload\":{\"n\":2,\"timestamp\":1385337600,\"price\":1e3,\"venue\":\"007\",\"note\":\"caf\u00e9\"}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|must name each column once",
                "a,a%n1,2|must name each column once",
                "a,n%n1,2|must name each column once",
                "a,%n1,2|must name each column once",
                "b%n1|has no column [a]",
                "a,b%n1|line 2: 1 cells",
                "a,b%n1,2%n%n1,2,3|line 4: 3 cells",
                "a%n\"1|line 2: a quote is not closed",
            })
    void filesThatAreNone(String csv, String message) throws IOException {
        assertThat(seal(csv.replace("%n", "\n"), "--key", "n", "--sequence", "n", "--ts-field", "a"))
                .isEqualTo(2);
        assertThat(shell.err()).contains(message);
    }
}
