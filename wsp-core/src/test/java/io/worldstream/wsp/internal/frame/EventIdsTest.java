package io.worldstream.wsp.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.samples.ParsedRows;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of event ids (contracts 6; I5): rows go through the parser, as they do in a run. */
final class EventIdsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = "722e5bda3bc7fe779610b486c6fe0aeae3b14c0873364392786c55db41dfca85";
    private static final String PARAMETERS = "0dacde65b9af9534e57795455216deeee11c1c634a54e2a549545eafa66e6c46";
    private static final Pins PINS = pins("65346673ad375eadaf3794dbc7ff24b3");
    private static final OutputId OUTPUT = new OutputId("arrival_events_5B");
    private static final String TIME_FIELD = "test_time";

    private static Pins pins(String runId) {
        return new Pins(
                new Hex64(MANIFEST),
                new Hex64(PARAMETERS),
                BigInteger.valueOf(42),
                "baseline_v1",
                new RunId(runId),
                null,
                null);
    }

    /** A row, whose text is verbatim but for the time that some vectors lack. */
    private static Row row(OutputId output, List<String> primaryKey, String row) throws RowFault {
        Target target = Target.builder(output, "path", "{}", new Hex64(MANIFEST))
                .primaryKey(primaryKey)
                .time(TIME_FIELD, TimeFormat.EPOCH_S)
                .build();
        String text = row.replaceFirst("\\{", "{\"" + TIME_FIELD + "\":0,");
        return ParsedRows.row(new RowParser(0, target, Limits.DEFAULTS, FlowKey.NONE, List.of()), text);
    }

    private static String id(EventIdRecipe recipe, Pins pins, OutputId output, String row, String... primaryKey) {
        try {
            return mint(EventIds.of(recipe, pins), output, row(output, List.of(primaryKey), row));
        } catch (RowFault e) {
            throw new AssertionError(row, e);
        }
    }

    private static String mint(EventIds ids, OutputId output, Row row) {
        byte[] id = new byte[EventIds.ID_BYTES];
        ids.mint(output.value().getBytes(StandardCharsets.UTF_8), row, id);
        return Hex.encodeHexString(id);
    }

    private static String canonical(String row, String... primaryKey) {
        return id(EventIdRecipe.CANONICAL, PINS, OUTPUT, row, primaryKey);
    }

    private static String legacy(String row, String... primaryKey) {
        return id(EventIdRecipe.LEGACY_PULL, PINS, OUTPUT, row, primaryKey);
    }

    /** Each was computed by the platform's own code. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void theVectorsOfThePlatformHold(Vector vector) throws RowFault {
        OutputId output = new OutputId(vector.json.path("output_id").textValue());
        List<String> primaryKey = new ArrayList<>();
        vector.json.path("primary_key").forEach(field -> primaryKey.add(field.textValue()));
        if (vector.json.has("error")) {
            String[] codeAndField = vector.json.path("error").textValue().split(":", 2);
            assertThatExceptionOfType(RowFault.class)
                    .isThrownBy(() -> row(output, primaryKey, vector.row))
                    .satisfies(fault -> assertThat(fault.code()).hasToString(codeAndField[0]))
                    .withMessageContaining(codeAndField[1]);
            return;
        }
        // In the order of the recipe; pins that a vector lacks are left out.
        List<String> pins = Stream.of("manifest_fingerprint", "parameter_hash", "seed", "scenario_id")
                .filter(vector.json.path("pins")::has)
                .map(pin -> vector.json.path("pins").path(pin).asText())
                .toList();
        Row row = row(output, primaryKey, vector.row);
        String id = mint(new EventIds(EventIdRecipe.LEGACY_PULL, pins), output, row);
        assertThat(id).isEqualTo(vector.json.path("event_id").textValue());
        if (pins.size() == 4) {
            assertThat(mint(EventIds.of(EventIdRecipe.LEGACY_PULL, PINS), output, row))
                    .isEqualTo(id);
        }
    }

    record Vector(JsonNode json, String row) {
        @Override
        public String toString() {
            return json.path("note").asText();
        }
    }

    static Stream<Vector> theVectorsOfThePlatformHold() throws IOException {
        try (InputStream in = EventIdsTest.class.getResourceAsStream("/vectors/event_ids.jsonl")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(EventIdsTest::vector);
        }
    }

    private static Vector vector(String line) {
        try {
            int start = line.indexOf("\"row\": ") + "\"row\": ".length();
            return new Vector(JSON.readTree(line), line.substring(start, line.indexOf(", \"pins\": ", start)));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void allVectorsAreThere() throws IOException {
        assertThat(theVectorsOfThePlatformHold()).hasSize(22);
    }

    @Test
    void theLegacyTextIsJoinedByBars() {
        assertThat(legacy("{\"a\":\"x\",\"b\":true}", "a", "b"))
                .isEqualTo(DigestUtils.sha256Hex(
                        "arrival_events_5B|x|True|" + MANIFEST + "|" + PARAMETERS + "|42|baseline_v1"));
    }

    /** One object mints all ids of a run: what one row's had in it is in no other's. */
    @Test
    void anIdHasNothingOfTheOneBefore() throws RowFault {
        for (EventIdRecipe recipe : EventIdRecipe.values()) {
            EventIds ids = EventIds.of(recipe, PINS);
            for (String value : List.of("\"a long \\u0061 text\"", "1", "1.50", "true", "\"\"")) {
                String row = "{\"k\":" + value + "}";
                assertThat(mint(ids, OUTPUT, row(OUTPUT, List.of("k"), row)))
                        .isEqualTo(id(recipe, PINS, OUTPUT, row, "k"));
            }
        }
    }

    @Test
    void theRunIsNotInAnId() {
        for (EventIdRecipe recipe : EventIdRecipe.values()) {
            assertThat(id(recipe, pins("0".repeat(32)), OUTPUT, "{\"k\":1}", "k"))
                    .isEqualTo(id(recipe, pins("f".repeat(32)), OUTPUT, "{\"k\":1}", "k"));
        }
    }

    @Test
    void theRunsOfThePlatformAreNotInAnId() {
        Pins v1 = new Pins(
                PINS.manifestFingerprint(),
                PINS.parameterHash(),
                PINS.seed(),
                PINS.scenarioId(),
                PINS.runId(),
                "platform",
                PINS.runId());
        for (EventIdRecipe recipe : EventIdRecipe.values()) {
            assertThat(id(recipe, v1, OUTPUT, "{\"k\":1}", "k")).isEqualTo(id(recipe, PINS, OUTPUT, "{\"k\":1}", "k"));
        }
    }

    @Test
    void onlyTheCanonicalRecipeTellsWhereAFieldEnds() {
        assertThat(legacy("{\"a\":\"a|b\",\"b\":\"c\"}", "a", "b"))
                .isEqualTo(legacy("{\"a\":\"a\",\"b\":\"b|c\"}", "a", "b"));
        assertThat(canonical("{\"a\":\"a|b\",\"b\":\"c\"}", "a", "b"))
                .isNotEqualTo(canonical("{\"a\":\"a\",\"b\":\"b|c\"}", "a", "b"));
    }

    @Test
    void theCanonicalRecipeTellsAllTheseApart() {
        List<String> ids = List.of(
                canonical("{\"a\":1}", "a"),
                canonical("{\"a\":\"1\"}", "a"),
                canonical("{\"a\":1.0}", "a"),
                canonical("{\"a\":\"1.0\"}", "a"),
                canonical("{\"a\":true}", "a"),
                canonical("{\"a\":\"True\"}", "a"),
                canonical("{\"a\":\"\",\"b\":\"x\"}", "a", "b"),
                canonical("{\"a\":\"x\",\"b\":\"\"}", "a", "b"),
                canonical("{\"a\":\"x\"}", "a"),
                canonical("{\"a\":\"" + MANIFEST + "\"}", "a"),
                id(EventIdRecipe.CANONICAL, PINS, new OutputId("other"), "{\"a\":1}", "a"),
                id(EventIdRecipe.LEGACY_PULL, PINS, OUTPUT, "{\"a\":1}", "a"));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void eachPinIsInAnId() {
        List<Pins> others = List.of(
                new Pins(
                        new Hex64(PARAMETERS),
                        PINS.parameterHash(),
                        PINS.seed(),
                        PINS.scenarioId(),
                        PINS.runId(),
                        null,
                        null),
                new Pins(
                        PINS.manifestFingerprint(),
                        new Hex64(MANIFEST),
                        PINS.seed(),
                        PINS.scenarioId(),
                        PINS.runId(),
                        null,
                        null),
                new Pins(
                        PINS.manifestFingerprint(),
                        PINS.parameterHash(),
                        BigInteger.ONE,
                        PINS.scenarioId(),
                        PINS.runId(),
                        null,
                        null),
                new Pins(PINS.manifestFingerprint(), PINS.parameterHash(), PINS.seed(), "x", PINS.runId(), null, null));
        for (EventIdRecipe recipe : EventIdRecipe.values()) {
            for (Pins other : others) {
                assertThat(id(recipe, other, OUTPUT, "{\"k\":1}", "k"))
                        .isNotEqualTo(id(recipe, PINS, OUTPUT, "{\"k\":1}", "k"));
            }
        }
    }

    @Test
    void theSpellingOfAStringIsNotInAnId() {
        assertThat(canonical("{\"a\":\"Z\\u00fcrich\"}", "a")).isEqualTo(canonical("{\"a\":\"Z\u00fcrich\"}", "a"));
    }

    /** The table of {@code docs/canonical-event-id.md}: output, key (a JSON array, in order), id. */
    @Test
    void thePublishedVectorsOfTheCanonicalRecipeHold() throws IOException {
        List<String> vectors =
                Files.readAllLines(Path.of("../docs/canonical-event-id.md"), StandardCharsets.UTF_8).stream()
                        .filter(line -> line.matches("\\| `[^`]+` \\| `.+` \\| `[0-9a-f]{64}` \\|"))
                        .toList();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(6);
        for (String vector : vectors) {
            String[] cells = vector.substring(3, vector.length() - 3).split("` \\| `", -1);
            String elements = cells[1].substring(1, cells[1].length() - 1);
            assertThat(publishedId(cells[0], elements)).as(vector).isEqualTo(cells[2]);
        }
    }

    /** Splits at {@code ", "}, which no published key holds within a string. */
    private static String publishedId(String output, String elements) {
        String[] values = elements.split(", ", -1);
        StringBuilder row = new StringBuilder("{");
        String[] names = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            names[i] = "k" + i;
            row.append(i == 0 ? "\"" : ",\"").append(names[i]).append("\":").append(values[i]);
        }
        return id(
                EventIdRecipe.CANONICAL,
                PINS,
                new OutputId(output),
                row.append('}').toString(),
                names);
    }
}
