package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SealCommandTest {
    private static final String[] EPOCH = {"--key", "id", "--ts-field", "at", "--ts-format", "epoch_s"};

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private Path in = Path.of("");
    private Path parent = Path.of("");
    private Path world = Path.of("");

    @BeforeEach
    void folders() throws IOException {
        in = Files.createDirectory(temp.resolve("in"));
        parent = Files.createDirectory(temp.resolve("out"));
        world = parent.resolve("world");
    }

    /** In every test, the destination ends as a whole world or is absent, and nothing is left beside it. */
    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        assertThat(names(parent)).isSubsetOf("world");
        if (Files.exists(world.resolve("wsp.yaml"))) {
            assertThat(names(world))
                    .containsExactlyInAnyOrder("catalogue.json", "control_bus", "object_store", "oracle", "wsp.yaml");
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Path text(String name, String... lines) throws IOException {
        return Files.writeString(in.resolve(name), String.join("\n", lines) + (lines.length == 0 ? "" : "\n"));
    }

    private Path gzip(String name, String... lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(in.resolve(name), bytes.toByteArray());
    }

    private Path parquet(String name, ParquetFile.Row... rows) throws IOException {
        return ParquetFile.write(
                in.resolve(name),
                "required int64 id; optional int64 at; required double price; optional binary venue (STRING);",
                List.of(rows));
    }

    private static ParquetFile.Row trade(long id, long at, double price, String venue) {
        return row ->
                row.append("id", id).append("at", at).append("price", price).append("venue", venue);
    }

    private Path cut(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** Seals files with the options of the arrays, in order. */
    private int seal(List<Path> files, String[] options, String... more) {
        return sealTo(world, files, options, more);
    }

    private int sealTo(Path place, List<Path> files, String[] options, String... more) {
        return shell.run(command("trades", place, files, options, more));
    }

    private static String[] command(String outputId, Path place, List<Path> files, String[] options, String... more) {
        List<String> args = new ArrayList<>(List.of("seal", "--output-id", outputId, "--out", place.toString()));
        args.add("--input");
        files.forEach(file -> args.add(file.toString()));
        args.addAll(List.of(options));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    /** Seals files elsewhere, streams the world to a gate of its own and returns what the gate admitted. */
    private List<GateRequest> streamed(Path place, List<Path> files, String[] options, String... more)
            throws IOException {
        Shell each = new Shell();
        int code = each.run(command("trades", place, files, options, more));
        assertThat(code).as(each.err()).isZero();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Shell run = new Shell();
            assertThat(run.run(
                            "run",
                            "--once",
                            "--config",
                            each.line().get("config").textValue(),
                            "--set",
                            "ingress.url=" + gate.url(),
                            "--set",
                            "policy.stream_speedup=max"))
                    .as(run.err())
                    .isZero();
            JsonNode summary = run.line();
            assertThat(summary.get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(summary.get("events").get("admitted"))
                    .isEqualTo(each.line().get("events"));
            return gate.admitted();
        }
    }

    private static List<String> ids(List<GateRequest> requests) {
        return requests.stream().map(GateRequest::eventId).toList();
    }

    private List<Path> parts(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(world.resolve("oracle/data/trades"))) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .filter(file -> file.toString().endsWith(suffix))
                    .toList();
        }
    }

    @Nested
    class Formats {
        @Test
        void seal_equalRowsInEachFormat_streamsTheSameEvents() throws IOException {
            Path csv = text(
                    "a.csv", "id,at,price,venue", "2,1385337601,10.5,b", "1,1385337600,20.25,", "3,1385337601,1.0,c");
            String[] rows = {
                "{\"id\":1,\"at\":1385337600,\"price\":20.25,\"venue\":null}",
                "",
                " {\"id\": 2, \"at\": 1385337601, \"price\": 10.5, \"venue\": \"\\u0062\"}",
                "{\"id\":3,\"at\":1385337601,\"price\":1.0,\"venue\":\"c\"}"
            };
            Path jsonl = text("b.jsonl", rows);
            Path zipped = gzip("c.jsonl.gz", rows);
            Path one = parquet("d.parquet", trade(3, 1385337601, 1.0, "c"));
            Path two = parquet(
                    "e.parquet",
                    row -> row.append("id", 1L).append("at", 1385337600L).append("price", 20.25),
                    trade(2, 1385337601, 10.5, "b"));

            List<GateRequest> fromCsv = streamed(temp.resolve("csv"), List.of(csv), EPOCH);
            assertThat(fromCsv).hasSize(3);
            assertThat(fromCsv.get(0).body())
                    .contains("\"payload\":{\"id\":1,\"at\":1385337600,\"price\":20.25,\"venue\":null}");
            assertThat(ids(streamed(temp.resolve("jsonl"), List.of(jsonl), EPOCH)))
                    .isEqualTo(ids(fromCsv));
            assertThat(ids(streamed(temp.resolve("gz"), List.of(zipped), EPOCH)))
                    .isEqualTo(ids(fromCsv));
            assertThat(ids(streamed(temp.resolve("parquet"), List.of(one, two), EPOCH)))
                    .isEqualTo(ids(fromCsv));
        }

        @Test
        void seal_otherRows_areAnotherWorld() throws IOException {
            Path one = text("a.jsonl", "{\"id\":1,\"at\":1,\"price\":1.0}");
            Path other = text("b.jsonl", "{\"id\":1,\"at\":1,\"price\":1.00}");
            assertThat(ids(streamed(temp.resolve("one"), List.of(one), EPOCH)))
                    .doesNotContainAnyElementsOf(ids(streamed(temp.resolve("other"), List.of(other), EPOCH)));
        }

        @ParameterizedTest
        @CsvSource({
            "MILLIS, 1385337600123, 2013-11-25T00:00:00.123Z",
            "MICROS, 1385337600123456, 2013-11-25T00:00:00.123456Z",
            "NANOS, 1385337600123456000, 2013-11-25T00:00:00.123456000Z",
        })
        void seal_parquetTimestamps_areRfc3339InAnyUnit(String unit, long value, String text) throws IOException {
            String[] options = {"--key", "id", "--ts-field", "at"};
            Path parquet = ParquetFile.write(
                    in.resolve("a.parquet"),
                    "required int64 id; required int64 at (TIMESTAMP(" + unit + ",true));",
                    List.of(row -> row.append("id", 1L).append("at", value)));
            Path jsonl = text("a.jsonl", "{\"id\":1,\"at\":\"" + text + "\"}");
            List<GateRequest> events = streamed(temp.resolve("parquet"), List.of(parquet), options);
            assertThat(events).hasSize(1);
            assertThat(events.get(0).body()).contains("\"at\":\"" + text + "\"");
            assertThat(ids(streamed(temp.resolve("jsonl"), List.of(jsonl), options)))
                    .isEqualTo(ids(events));
        }

        @Test
        void seal_parquetTimestampsWithoutUtc_needTheOptionThatSaysTheyAre() throws IOException {
            String[] options = {"--key", "id", "--ts-field", "at"};
            Path parquet = ParquetFile.write(
                    in.resolve("a.parquet"),
                    "required int64 id; required int64 at (TIMESTAMP(MICROS,false));",
                    List.of(row -> row.append("id", 1L).append("at", 1385337600000000L)));
            assertThat(seal(List.of(parquet), options)).isEqualTo(3);
            assertThat(shell.err()).contains("a.parquet, row 1: EVENT_TIME_INVALID", "--local-timestamps");
            assertThat(streamed(temp.resolve("utc"), List.of(parquet), options, "--local-timestamps", "utc"))
                    .hasSize(1);
        }

        @Test
        void seal_severalFiles_becomeThePartsByteForByteInTheOrderGiven() throws IOException {
            Path z = text("z.jsonl", "{\"id\":2,\"at\":2}\r", "", "  {\"id\": 1, \"at\": 1}");
            Path a = text("a.JSONL", "{\"id\":3,\"at\":3}");
            assertThat(seal(List.of(z, a), EPOCH)).as(shell.err()).isZero();
            assertThat(parts(".jsonl")).hasSize(2);
            assertThat(parts(".jsonl").get(0)).hasSameBinaryContentAs(z);
            assertThat(parts(".jsonl").get(1)).hasSameBinaryContentAs(a);
            assertThat(shell.line().get("events").intValue()).isEqualTo(3);
        }

        @Test
        void seal_parquet_isCopiedByteForByteAndTheCatalogueFits() throws IOException {
            Path file = parquet("a.parquet", trade(1, 1385337600, 1.5, "x"));
            assertThat(seal(List.of(file), EPOCH)).as(shell.err()).isZero();
            assertThat(parts(".parquet")).hasSize(1);
            assertThat(parts(".parquet").get(0)).hasSameBinaryContentAs(file);
            JsonNode outputs = Shell.json(Files.readString(world.resolve("catalogue.json")))
                    .get("outputs");
            assertThat(outputs).as("nothing but what was named").hasSize(1);
            JsonNode entry = outputs.get(0);
            assertThat(entry.get("path_template").textValue()).endsWith("/part-*.parquet");
            assertThat(entry.get("primary_key").get(0).textValue()).isEqualTo("id");
            assertThat(entry.get("ts_field").textValue()).isEqualTo("at");
            assertThat(entry.get("ts_format").textValue()).isEqualTo("epoch_s");
        }

        @Test
        void seal_formatOption_overridesTheNames() throws IOException {
            Path rows = text("rows.txt", "{\"id\":1,\"at\":1}");
            Path more = text("more.csv", "{\"id\":2,\"at\":1}");
            assertThat(seal(List.of(rows, more), EPOCH, "--format", "jsonl"))
                    .as(shell.err())
                    .isZero();
            Path zipped = gzip("rows", "{\"id\":1,\"at\":1}");
            assertThat(streamed(temp.resolve("gz"), List.of(zipped), EPOCH, "--format", "jsonl.gz"))
                    .hasSize(1);
        }

        @Test
        void seal_emptyDestinationFolder_isReplaced() throws IOException {
            Files.createDirectory(world);
            assertThat(seal(List.of(text("a.jsonl", "{\"id\":1,\"at\":1}")), EPOCH))
                    .as(shell.err())
                    .isZero();
            assertThat(Path.of(shell.line().get("config").textValue())).isEqualTo(world.resolve("wsp.yaml"));
        }

        @Test
        void seal_environmentOfTheHost_doesNotMatter() throws IOException {
            shell.environment("WSP_POLICY_STREAM_SPEEDUP", "nonsense");
            assertThat(seal(List.of(text("a.jsonl", "{\"id\":1,\"at\":1}")), EPOCH))
                    .as(shell.err())
                    .isZero();
        }
    }

    @Nested
    class Csv {
        @Test
        void rowsKeepTheirSpelling() throws IOException {
            Path file = Files.writeString(
                    in.resolve("rows.csv"),
                    "\ufefftimestamp,price,venue,note\r\n"
                            + "1385337600,10.50,\"a, \"\"b\"\"\",\r\n"
                            + "1385337600,1e3,007,caf\u00e9\r\n"
                            + "\r\n");
            String[] options = {"--key", "n", "--sequence", "n", "--ts-field", "timestamp", "--ts-format", "epoch_s"};
            assertThat(seal(List.of(file), options)).as(shell.err()).isZero();
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

        @Test
        void sequence_severalFiles_countsOn() throws IOException {
            Path first = text("b.csv", "at", "1", "1");
            Path second = text("a.csv", "at,x", "1,2");
            String[] options = {"--key", "n", "--sequence", "n", "--ts-field", "at", "--ts-format", "epoch_s"};
            assertThat(seal(List.of(first, second), options)).as(shell.err()).isZero();
            assertThat(parts(".jsonl").get(0)).hasContent("{\"n\":1,\"at\":1}\n{\"n\":2,\"at\":1}\n");
            assertThat(parts(".jsonl").get(1)).hasContent("{\"n\":3,\"at\":1,\"x\":2}\n");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a,a%n1,2|header: must name each column once",
                    "a,%n1,2|header: must name each column once",
                    "a,b%n1|row 1: 1 cell, but the header has 2",
                    "a,b%n1,2%n%n1,2,3|row 2: 3 cells",
                    "a%n\"1|row 1: a quote is not closed",
                    "a|no rows",
                })
        void seal_invalidCsv_isRefused(String csv, String message) throws IOException {
            Path file = Files.writeString(in.resolve("rows.csv"), csv.replace("%n", "\n"));
            String[] options = {"--key", "n", "--sequence", "n", "--ts-field", "a", "--ts-format", "epoch_s"};
            assertThat(seal(List.of(file), options)).isEqualTo(3);
            assertThat(shell.err()).contains("rows.csv", message);
        }

        @Test
        void seal_manyFaults_namesAllOfThem() throws IOException {
            Path a = text("a.csv", "id,at", "1,1", "2", "\"3,1", "4,");
            Path b = text("b.csv", "id,at", ",1", "6,x", "7,1");
            assertThat(seal(List.of(a, b), EPOCH)).isEqualTo(3);
            assertThat(shell.err())
                    .contains(
                            "5 faults",
                            "a.csv, row 2: 1 cell",
                            "a.csv, row 3: a quote",
                            "a.csv, row 4: EVENT_TIME_MISSING",
                            "b.csv, row 1: PRIMARY_KEY_MISSING",
                            "b.csv, row 2: EVENT_TIME_INVALID");
        }

        @Test
        void seal_columnsThatAreNotThere_isUsage() throws IOException {
            Path file = text("a.csv", "n,b", "1,2");
            assertThat(seal(List.of(file), new String[] {"--key", "x,b,y", "--sequence", "n", "--ts-field", "z"}))
                    .isEqualTo(2);
            assertThat(shell.err())
                    .contains("--key x: ", "--key y: ", "--ts-field z: ", "--sequence: ", "already has a column n")
                    .doesNotContain("--key b");
        }
    }

    @Nested
    class BadRows {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"id\":2,\"a|row 2: ROW_INVALID",
                    "[1]|row 2: ROW_INVALID",
                    "7|row 2: ROW_INVALID",
                    "{\"id\":2}|row 2: EVENT_TIME_MISSING: has no \"at\" (--ts-field)",
                    "{\"id\":2,\"at\":null}|row 2: EVENT_TIME_MISSING",
                    "{\"id\":2,\"at\":\"2026-01-01T00:00:00Z\"}|row 2: EVENT_TIME_INVALID",
                    "{\"at\":2}|row 2: PRIMARY_KEY_MISSING: has no key field \"id\" (--key)",
                    "{\"id\":[],\"at\":2}|row 2: PRIMARY_KEY_UNSUPPORTED",
                    "{\"id\":1,\"at\":1,\"x\":1}|DUPLICATE_KEY_CONFLICT",
                    "{\"id\":2,\"at\":2,\"seed\":7}|row 2: ROW_PIN_MISMATCH",
                })
        void seal_row_isRefusedWithFileAndRow(String row, String message) throws IOException {
            String[] rows = {"{\"id\":1,\"at\":1}", row};
            assertThat(seal(List.of(text("good.jsonl", "{\"id\":0,\"at\":1}"), text("bad.jsonl", rows)), EPOCH))
                    .isEqualTo(3);
            assertThat(shell.err())
                    .contains("bad.jsonl, row ", message)
                    .doesNotContain("good.jsonl", "part-0", "facts_view");
            assertThat(shell.out()).isEmpty();
            assertThat(world).doesNotExist();

            Shell ofGzip = new Shell();
            assertThat(ofGzip.run(command("o", world, List.of(gzip("bad.jsonl.gz", rows)), EPOCH)))
                    .isEqualTo(3);
            assertThat(ofGzip.err()).contains("bad.jsonl.gz, row ", message);
        }

        @Test
        void seal_parquetRowWithoutTime_isRefused() throws IOException {
            Path file = parquet(
                    "a.parquet",
                    trade(1, 1, 1, "x"),
                    row -> row.append("id", 2L).append("price", 1.0).append("venue", "x"));
            assertThat(seal(List.of(file), EPOCH)).isEqualTo(3);
            assertThat(shell.err()).contains("a.parquet, row 2: EVENT_TIME_MISSING");
        }

        @Test
        void seal_parquetWithoutTheKeyColumn_isRefused() throws IOException {
            Path file = parquet("a.parquet", trade(1, 1, 1, "x"));
            assertThat(seal(List.of(file), new String[] {"--key", "ID", "--ts-field", "at", "--ts-format", "epoch_s"}))
                    .isEqualTo(3);
            assertThat(shell.err()).contains("a.parquet, row 1: PRIMARY_KEY_MISSING", "--key");
        }

        /** Of a million rows, each would say the same. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a.parquet|--key ID --ts-field at --ts-format epoch_s|a.parquet, row 1 and the 2 after it:"
                            + " PRIMARY_KEY_MISSING: has no key field \"ID\" (--key); row 1 has id, at, price, venue",
                    "a.jsonl|--key id --ts-field time|a.jsonl, row 1 and the 2 after it: EVENT_TIME_MISSING: has no"
                            + " \"time\" (--ts-field); row 1 has id, at",
                    "a.jsonl.gz|--key n --ts-field at --ts-format epoch_s|a.jsonl.gz, row 1 and the 2 after it:"
                            + " PRIMARY_KEY_MISSING: has no key field \"n\" (--key); row 1 has id, at",
                    "a.csv|--key id --ts-field at|a.csv, row 1 and the 2 after it: EVENT_TIME_INVALID: at is \"1\","
                            + " which is not an instant in RFC3339",
                    "empty.csv|--key id --ts-field at --ts-format epoch_s|empty.csv, row 1 and the one after it:"
                            + " EVENT_TIME_MISSING: has no \"at\" (--ts-field)",
                })
        void seal_optionThatFitsNoRow_saysSoOnceWithTheFields(String name, String options, String message)
                throws IOException {
            parquet("a.parquet", trade(1, 1, 1, "x"), trade(2, 2, 1, "x"), trade(3, 3, 1, "x"));
            String[] rows = {"{\"id\":1,\"at\":1}", "{\"id\":2,\"at\":2}", "{\"id\":3,\"at\":3}"};
            text("a.jsonl", rows);
            gzip("a.jsonl.gz", rows);
            text("a.csv", "id,at", "1,1", "2,2", "3,3");
            text("empty.csv", "id,at", "1,", "2,");

            assertThat(seal(List.of(in.resolve(name)), options.split(" "))).isEqualTo(3);

            assertThat(shell.err().replace(in + "/", ""))
                    .startsWith("wsp: --input: " + message)
                    .hasLineCount(1);
            assertThat(shell.err()).doesNotContain(name.endsWith(".csv") ? "row 1 has" : "row 2");
        }

        /** Rows apart, and faults of the rows themselves, are told one by one. */
        @Test
        void seal_rowsApart_areToldEach() throws IOException {
            Path file = text("a.jsonl", "{\"id\":1}", "{\"id\":2,\"at\":1}", "{\"id\":3}", "[]", "[]");
            assertThat(seal(List.of(file), EPOCH)).isEqualTo(3);
            assertThat(shell.err())
                    .contains(
                            "4 faults", "row 1: EVENT_TIME_MISSING", "row 3: EVENT_TIME_MISSING", "row 4: ", "row 5: ");
        }

        @Test
        void seal_cutFiles_areRefused() throws IOException {
            String[] rows = new String[2_000];
            Arrays.setAll(rows, i -> "{\"id\":" + i + ",\"at\":" + Math.floorMod(i * 7919L, 1_000_003) + "}");
            Path zipped = cut(gzip("b.jsonl.gz", rows));
            assertThat(seal(List.of(zipped), EPOCH)).isEqualTo(3);
            assertThat(shell.err()).contains("b.jsonl.gz, row ", "OBJECT_UNREADABLE", "gzip");

            Shell ofParquet = new Shell();
            Path parquet = cut(parquet("c.parquet", trade(1, 1, 1, "x"), trade(2, 2, 2, "y")));
            assertThat(ofParquet.run(command("o", world, List.of(parquet), EPOCH)))
                    .isEqualTo(3);
            assertThat(ofParquet.err()).contains("c.parquet", "OBJECT_UNREADABLE");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a.csv", "a.jsonl", "a.jsonl.gz", "a.parquet"})
        void seal_emptyFile_isRefused(String name) throws IOException {
            assertThat(seal(List.of(text(name)), EPOCH)).isEqualTo(3);
            assertThat(shell.err()).contains(name + ": the file is empty");
        }

        @Test
        void seal_contentOfAnotherFormat_isRefused() throws IOException {
            Path parquet = parquet("x.parquet", trade(1, 1, 1, "x"));
            Path disguised = Files.copy(parquet, in.resolve("x.jsonl"));
            Path zipped = Files.copy(gzip("z.gz", "{}"), in.resolve("z.jsonl"));
            assertThat(seal(List.of(disguised, zipped), EPOCH)).isEqualTo(3);
            assertThat(shell.err())
                    .contains(
                            "2 faults",
                            "x.jsonl: the file is Parquet, not jsonl",
                            "z.jsonl: the file is gzip, not jsonl");

            Shell more = new Shell();
            Path plain = text("p.parquet", "{\"id\":1,\"at\":1}");
            assertThat(more.run(command("o", world, List.of(plain), EPOCH))).isEqualTo(3);
            assertThat(more.err()).contains("p.parquet: the file is not Parquet");
        }

        @Test
        void seal_noRowsAtAll_isRefused() throws IOException {
            assertThat(seal(List.of(text("a.jsonl", "", " "), text("b.jsonl", "")), EPOCH))
                    .isEqualTo(3);
            assertThat(seal(List.of(parquet("none.parquet")), EPOCH)).isEqualTo(3);
            assertThat(shell.err()).contains("none of the files has a row", "none.parquet: no rows");
        }

        @Test
        void seal_moreThanAHundredFaults_countsTheRest() throws IOException {
            String[] rows = new String[150];
            Arrays.fill(rows, "[]");
            assertThat(seal(List.of(text("a.jsonl", rows)), EPOCH)).isEqualTo(3);
            assertThat(shell.err().lines().toList()).hasSize(101);
            assertThat(shell.err()).contains("100 faults:", "a.jsonl, row 100: ");

            Arrays.fill(rows, "x");
            rows[0] = "id,at";
            Shell ofCsv = new Shell();
            assertThat(ofCsv.run(command("o", world, List.of(text("a.csv", rows)), EPOCH)))
                    .isEqualTo(3);
            assertThat(ofCsv.err()).contains("149 faults:", "a.csv, row 100: ", "and 49 more rows");
        }

        @Test
        void seal_unusualNames_areToldAsTyped() throws IOException {
            Path odd = Files.createDirectory(parent.resolveSibling("a b \u00fc % #"));
            Path file = Files.writeString(odd.resolve("x y \u00e9.jsonl"), "{}\n");
            assertThat(sealTo(odd.resolve("w \u00fc"), List.of(file), EPOCH)).isEqualTo(3);
            assertThat(shell.err())
                    .isEqualTo("wsp: --input: " + file + ", row 1: EVENT_TIME_MISSING: has no \"at\" (--ts-field)\n");
            Files.writeString(file, "{\"id\":1,\"at\":1}");
            assertThat(sealTo(odd.resolve("w \u00fc"), List.of(file), EPOCH))
                    .as(shell.err())
                    .isZero();
        }
    }

    @Nested
    class Usage {
        @Test
        void seal_manyFaults_namesEachWithItsOption() throws IOException {
            Files.createDirectories(world.resolve("something"));
            List<Path> files = List.of(
                    text("a.txt", "x"),
                    in.resolve("absent.jsonl"),
                    Files.createDirectory(in.resolve("folder.jsonl")),
                    text("b.jsonl", "{}"),
                    text("c.jsonl.gz", "{}"),
                    in.resolve("b.jsonl"));
            String[] options = {"--key", "id,id", "--sequence", "n", "--local-timestamps", "utc", "--ts-field", ""};
            assertThat(shell.run(command("no/id", world, files, options))).isEqualTo(2);
            assertThat(shell.err().lines().toList())
                    .anyMatch(line -> line.contains("--input: ") && line.contains("a.txt") && line.contains("--format"))
                    .anyMatch(line -> line.contains("--input: no such file") && line.contains("absent.jsonl"))
                    .anyMatch(line -> line.contains("--input: cannot read") && line.contains("it is a folder"))
                    .anyMatch(line -> line.contains("--input: named twice") && line.contains("b.jsonl"))
                    .anyMatch(line -> line.contains("--input: all files must have one format"))
                    .anyMatch(line -> line.contains("--key: must name each field once"))
                    .anyMatch(line -> line.contains("--ts-field: must name a field"))
                    .anyMatch(line -> line.contains("--sequence: only for CSV"))
                    .anyMatch(line -> line.contains("--local-timestamps: only for Parquet"))
                    .anyMatch(line -> line.contains("--out: not empty"))
                    .anyMatch(line -> line.contains("--output-id: "));
        }

        @Test
        void seal_mixedFormats_isUsage() throws IOException {
            Path csv = text("a.csv", "id,at", "1,1");
            Path parquet = parquet("b.parquet", trade(1, 1, 1, "x"));
            assertThat(seal(List.of(csv, parquet), EPOCH)).isEqualTo(2);
            assertThat(shell.err()).contains("--input: all files must have one format, found [csv, parquet]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a.jsonl", "a.jsonl.gz", "a.parquet"})
        void sequence_anythingButCsv_isUsage(String name) throws IOException {
            assertThat(seal(List.of(text(name, "{}")), EPOCH, "--sequence", "n"))
                    .isEqualTo(2);
            assertThat(shell.err()).contains("--sequence: only for CSV").doesNotContain("faults");
        }

        @Test
        void seal_unknownFormat_namesTheKnownOnes() throws IOException {
            assertThat(seal(List.of(text("a.jsonl", "{}")), EPOCH, "--format", "xml"))
                    .isEqualTo(2);
            assertThat(shell.err()).contains("--format", "csv, jsonl, jsonl.gz, parquet");
        }

        @Test
        void seal_destinationThatIsTaken_staysAsItIs() throws IOException {
            Path rows = text("a.jsonl", "{\"id\":1,\"at\":1}");
            Path file = Files.writeString(world, "mine");
            assertThat(seal(List.of(rows), EPOCH)).isEqualTo(2);
            assertThat(shell.err()).contains("--out: not a folder");
            assertThat(file).hasContent("mine");
        }

        @Test
        void seal_missingParents_areCreatedOnlyForAWorld() throws IOException {
            Path deep = temp.resolve("some/where/world");
            Path rows = text("a.jsonl", "{\"id\":1}");
            assertThat(sealTo(deep, List.of(rows), EPOCH)).isEqualTo(3);
            assertThat(temp.resolve("some")).doesNotExist();
            Files.writeString(rows, "{\"id\":1,\"at\":1}");
            assertThat(sealTo(deep, List.of(rows), EPOCH)).isZero();
            assertThat(names(deep.resolveSibling("."))).containsExactly("world");
        }

        @Test
        void seal_stopped_leavesNothing() throws IOException {
            shell.stop().request();
            assertThat(seal(List.of(text("a.jsonl", "{\"id\":1,\"at\":1}")), EPOCH))
                    .isEqualTo(4);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(shell.err()).contains("wsp: stopped");
            assertThat(world).doesNotExist();
        }
    }
}
