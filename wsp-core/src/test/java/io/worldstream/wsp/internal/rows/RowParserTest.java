package io.worldstream.wsp.internal.rows;

import static io.worldstream.wsp.internal.samples.ParsedRows.idTexts;
import static io.worldstream.wsp.internal.samples.ParsedRows.keyJson;
import static io.worldstream.wsp.internal.samples.ParsedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict reading of a row (contracts 3, 4, 6, 12). */
final class RowParserTest {
    private static final String HEX = "c0a3d19c52b6b5ccc605e387435f5437aa550b0eb47db5e4a744bfa8cbcc9caf";
    private static final String SEED = "18446744073709551615";
    private static final String TIME = "\"ts_utc\":\"1970-01-01T00:00:01Z\"";
    private static final Pins PINS = new Pins(
            new Hex64(HEX),
            new Hex64(HEX),
            new BigInteger(SEED),
            "schön",
            new RunId("b52c75123406063a2abf0a89cc0c554a"),
            null,
            null);

    private static Rows rows(TimeFormat format, String... key) {
        return rows(Limits.DEFAULTS, format, key);
    }

    private static Rows rows(Limits limits, TimeFormat format, String... key) {
        Target target = Target.builder(new OutputId("o"), "p", "{}", new Hex64(HEX))
                .primaryKey(List.of(key))
                .time("ts_utc", format)
                .build();
        return new Rows(target, PINS, limits);
    }

    /** The two passes over an output's rows. */
    private static final class Rows {
        private final RowValidator validator;
        private final RowParser parser;

        Rows(Target target, Pins pins, Limits limits) {
            validator = new RowValidator(target, pins, limits);
            parser = new RowParser(3, target, limits, FlowKey.NONE, List.of());
        }
    }

    private static Row parse(String row) throws RowFault {
        return parse(rows(TimeFormat.RFC3339, "k"), row.getBytes(StandardCharsets.UTF_8));
    }

    /** The row stands amid other bytes, as in a reader's buffer. */
    private static Row parse(Rows rows, byte[] row) throws RowFault {
        byte[] buffer = new byte[row.length + 7];
        Arrays.fill(buffer, (byte) '}');
        System.arraycopy(row, 0, buffer, 3, row.length);
        Row parsed = new Row();
        rows.validator.validate(buffer, 3, row.length);
        rows.parser.parse(buffer, 3, row.length, parsed);
        assertThat(rows.validator.validate(buffer, 3, row.length)).isEqualTo(parsed.tsMicros());
        return parsed;
    }

    private static void isFault(ReasonCode code, String row) {
        isFault(code, rows(TimeFormat.RFC3339, "k"), row.getBytes(StandardCharsets.UTF_8));
    }

    private static void isFault(ReasonCode code, Rows rows, byte[] row) {
        assertThatExceptionOfType(RowFault.class)
                .isThrownBy(() -> parse(rows, row))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(code);
                    assertThat(fault.finding()).isNotBlank().hasSizeLessThan(400);
                });
    }

    @Test
    void aRowIsItsPlaceInTheOrderAndItsText() throws RowFault {
        String text = "{\"k\":\"a\",\"more\":[{\"k\":1}]," + TIME + "}";
        Row row = parse(text);
        assertThat(row.tsMicros()).isEqualTo(1_000_000);
        assertThat(row.outputIndex()).isEqualTo(3);
        assertThat(row.keySize()).isEqualTo(1);
        assertThat(row.keyKind(0)).isEqualTo(FieldKind.TEXT);
        assertThat(idTexts(row)).containsExactly("a");
        assertThat(text(row)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.50",
                "1E5",
                "-0",
                "123456789012345678901234567890",
                "\"\\u00FC\\/\\u0041\"",
                "\"\u007f\ud83d\ude80\"",
                "[ 1 , {\"b\" :\t2,\"a\":1} ]",
                "1e999999999999",
                "\"\\ud83d\\ude80\"",
                "{\"\":null}"
            })
    void theTextIsCopiedAsItIsSpelled(String value) throws RowFault {
        String text = "{ \"x\" : " + value + " ,\"k\":1," + TIME + "\r}";
        assertThat(text(parse(text))).isEqualTo(text);
    }

    @Test
    void aRowIsCopiedNotLent() throws RowFault {
        byte[] buffer = ("{\"k\":1," + TIME + "}").getBytes(StandardCharsets.UTF_8);
        Row row = new Row();
        rows(TimeFormat.RFC3339, "k").parser.parse(buffer, 0, buffer.length, row);
        String text = text(row);
        Arrays.fill(buffer, (byte) 0);
        assertThat(text(row)).isEqualTo(text);
        assertThat(idTexts(row)).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "[]",
                "null",
                "7",
                "\"row\"",
                "true",
                "{\"k\":1",
                "{\"k\"}",
                "{\"k\":}",
                "{\"k\":1,}",
                "{,}",
                "{k:1}",
                "{'k':1}",
                "{\"k\":'1'}",
                "{\"k\":1}{\"k\":1}",
                "{\"k\":1} x",
                "{\"k\":1}]",
                "{\"k\":1}}",
                "{\"k\":[}",
                "{\"k\":[1}",
                "{\"k\":[1,]}",
                "{\"k\":{]}",
                "{\"k\":01}",
                "{\"k\":+1}",
                "{\"k\":1.}",
                "{\"k\":.5}",
                "{\"k\":1e}",
                "{\"k\":-}",
                "{\"k\":0x1}",
                "{\"k\":NaN}",
                "{\"k\":Infinity}",
                "{\"k\":-Infinity}",
                "{\"k\":nul}",
                "{\"k\":True}",
                "{\"k\":truefalse}",
                "{\"k\":1x}",
                "{\"k\":\"\t\"}",
                "{\"k\":\"\0\"}",
                "{\"k\":\"\\x\"}",
                "{\"k\":\"\\u12g4\"}",
                "{\"k\":\"a}",
                "{/**/\"k\":1}",
                "{\"k\":1}//",
                "#{\"k\":1}",
                "\ufeff{\"k\":1}",
                "{\ufeff\"k\":1}",
                "\u00a0{\"k\":1}",
                "{\"k\":1}\0",
                "{\"k\" 1}",
                "{\"k\":1 \"l\":2}",
            })
    void whatIsNoJsonObjectIsInvalid(String row) {
        isFault(ReasonCode.ROW_INVALID, row.replace("\"k\":1", "\"k\":1," + TIME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"k\":1,\"k\":1",
                "\"x\":1,\"x\":2",
                "\"x\":1,\"\\u0078\":1",
                "\"x\":[{\"a\":{\"y\":1,\"y\":1}}]",
                "\"\":1,\"\":1",
            })
    void aRepeatedKeyIsInvalidAtAnyDepth(String fields) {
        isFault(ReasonCode.ROW_INVALID, "{" + fields + "," + TIME + (fields.contains("\"k\"") ? "" : ",\"k\":1") + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"k\":\"\\ud83d\"",
                "\"x\":\"\\ude80\"",
                "\"x\":\"\\ude80\\ud83d\"",
                "\"x\":\"\\ud83d \\ude80\"",
                "\"x\":[\"a\",\"\\uDFFF\"]",
                "\"x\":{\"y\":\"\\ud800x\"}",
                "\"\\ud83d\":1",
                "\"x\":{\"\\udc00\":1}",
                "\"x\":\"\\ud83d\\u0041\"",
            })
    void aLoneSurrogateIsInvalidAnywhere(String fields) {
        isFault(ReasonCode.ROW_INVALID, "{" + fields + "," + TIME + (fields.contains("\"k\"") ? "" : ",\"k\":1") + "}");
    }

    @Test
    void bytesThatAreNotUtf8AreInvalidAndTheParserGoesOn() throws RowFault {
        Rows rows = rows(TimeFormat.RFC3339, "k");
        for (int[] bytes : new int[][] {
            {0xfc}, {0xed, 0xa0, 0xbd}, {0xc0, 0xaf}, {0xf5, 0x80, 0x80, 0x80}, {0xe2, 0x82}, {0x80}, {0xff, 0xfe}
        }) {
            byte[] row = ("{\"k\":\"" + "?".repeat(bytes.length) + "\"," + TIME + "}").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                row[6 + i] = (byte) bytes[i];
            }
            isFault(ReasonCode.ROW_INVALID, rows, row);
            byte[] sound = ("{\"k\":1," + TIME + "}").getBytes(StandardCharsets.UTF_8);
            assertThat(text(parse(rows, sound))).isEqualTo(new String(sound, StandardCharsets.UTF_8));
        }
    }

    @Test
    void nestingMayBeDeepAndIsBounded() throws RowFault {
        assertThat(text(parse(nested(499)))).isEqualTo(nested(499));
        isFault(ReasonCode.LIMIT_EXCEEDED, nested(500));
        isFault(ReasonCode.LIMIT_EXCEEDED, nested(100_000));
    }

    /** Which of the two readers of a row has the word makes no difference. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 66})
    void howDeepARowMayNestIsForTheHostToSay(int depth) throws RowFault {
        Rows rows = rows(Limits.builder().maxRowDepth(depth).build(), TimeFormat.RFC3339, "k");
        byte[] deepest = nested(depth - 1).getBytes(StandardCharsets.UTF_8);
        assertThat(text(parse(rows, deepest))).isEqualTo(nested(depth - 1));
        isFault(ReasonCode.LIMIT_EXCEEDED, rows, nested(depth).getBytes(StandardCharsets.UTF_8));
    }

    /** A row of a depth of one more. */
    private static String nested(int depth) {
        String value = depth % 2 == 0
                ? "[".repeat(depth) + "]".repeat(depth)
                : "{\"x\":".repeat(depth) + "1" + "}".repeat(depth);
        return "{\"k\":1," + TIME + ",\"x\":" + (depth == 0 ? "1" : value) + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"12345678", "\"abcdefgh\"", "\"\u00fc\u00fc\u00fc\u00fc\"", "\"\\u0061bcdefgh\"", "1234.5e6"})
    void howLongAKeyMayBeIsForTheHostToSay(String eightBytes) throws RowFault {
        String row = "{\"k\":" + eightBytes + ",\"l\":false," + TIME + "}";
        byte[] utf8 = row.getBytes(StandardCharsets.UTF_8);
        Rows longEnough = rows(Limits.builder().maxKeyBytes(13).build(), TimeFormat.RFC3339, "k", "l");
        assertThat(text(parse(longEnough, utf8))).isEqualTo(row);
        isFault(
                ReasonCode.LIMIT_EXCEEDED,
                rows(Limits.builder().maxKeyBytes(12).build(), TimeFormat.RFC3339, "k", "l"),
                utf8);
    }

    @Test
    void textMayBeLongWhereItDoesNotMatter() throws RowFault {
        String row = "{\"k\":1," + TIME + ",\"" + "n".repeat(100_000) + "\":\"" + "x".repeat(1_000_000) + "\",\"y\":"
                + "9".repeat(100_000) + "}";
        assertThat(text(parse(row))).isEqualTo(row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"k\":1}",
                "{\"k\":1,\"ts_utc\":null}",
                "{\"k\":1,\"x\":{\"ts_utc\":\"1970-01-01T00:00:01Z\"}}",
                "{}"
            })
    void aRowWithoutTimeHasNoPlace(String row) {
        isFault(ReasonCode.EVENT_TIME_MISSING, row);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.5",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"1\"",
                "\"1970-01-01T00:00:60Z\"",
                "\"1970-01-01T24:00:00Z\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"10000-01-01T00:00:00Z\"",
                "\"1970-01-01T00:00:00.0000001Z\"",
                "\"1970-01-01T00:00:00\"",
                "\"1970-02-29T00:00:00Z\"",
                "[\"1970-01-01T00:00:01Z\"]"
            })
    void aTimeThatIsNoInstantIsInvalid(String time) {
        isFault(ReasonCode.EVENT_TIME_INVALID, "{\"k\":1,\"ts_utc\":" + time + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_S, 1, 1000000",
        "EPOCH_S, -1, -1000000",
        "EPOCH_NS, -9223372036854775000, -9223372036854775",
        "EPOCH_S, -0, 0",
        "EPOCH_S, 253402300799, 253402300799000000",
        "EPOCH_MS, 1, 1000",
        "EPOCH_MS, -62135596800000, -62135596800000000",
        "EPOCH_US, 253402300799999999, 253402300799999999",
        "EPOCH_US, -62135596800000000, -62135596800000000",
        "EPOCH_NS, 1000, 1",
        "EPOCH_NS, -1000, -1",
        "EPOCH_NS, 9223372036854775000, 9223372036854775",
    })
    void aTimeMayBeAnIntegerOfAnEpochIfPolicySaysSo(TimeFormat format, String number, long micros) throws RowFault {
        Row row = parse(rows(format, "k"), ("{\"k\":1,\"ts_utc\":" + number + "}").getBytes(StandardCharsets.UTF_8));
        assertThat(row.tsMicros()).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_S, 253402300800",
        "EPOCH_S, -62135596801",
        "EPOCH_S, 9223372036855",
        "EPOCH_S, 9223372036854775807",
        "EPOCH_MS, 253402300800000",
        "EPOCH_US, 253402300800000000",
        "EPOCH_US, -62135596800000001",
        "EPOCH_NS, 1",
        "EPOCH_NS, 1001",
        "EPOCH_NS, -999",
        "EPOCH_NS, 9223372036854775808",
        "EPOCH_NS, 9223372036854776000",
        "EPOCH_NS, -9223372036854776000",
        "EPOCH_NS, 18446744073709552000",
        "EPOCH_US, 100000000000000000000000000000000000000000000000000",
    })
    void anIntegerThatIsNoMicrosecondOfTheseYearsIsInvalid(TimeFormat format, String number) {
        isFault(
                ReasonCode.EVENT_TIME_INVALID,
                rows(format, "k"),
                ("{\"k\":1,\"ts_utc\":" + number + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(names = "RFC3339", mode = EnumSource.Mode.EXCLUDE)
    void anEpochIsAnIntegerAndNothingElse(TimeFormat format) {
        for (String time : List.of("1.0", "1e3", "\"1\"", "\"1970-01-01T00:00:01Z\"", "true", "[]")) {
            isFault(
                    ReasonCode.EVENT_TIME_INVALID,
                    rows(format, "k"),
                    ("{\"k\":1,\"ts_utc\":" + time + "}").getBytes(StandardCharsets.UTF_8));
        }
        isFault(ReasonCode.EVENT_TIME_MISSING, rows(format, "k"), "{\"k\":1}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theKeyIsInTheOrderOfTheCatalogue() throws RowFault {
        Rows rows = rows(TimeFormat.RFC3339, "c", "a", "b", "d", "e");
        String row = "{\"a\":1,\"b\":\"\\u0078\",\"c\":true,\"e\":1.10,\"d\":false," + TIME + "}";
        Row parsed = parse(rows, row.getBytes(StandardCharsets.UTF_8));
        assertThat(idTexts(parsed)).containsExactly("True", "1", "x", "False", "1.1");
        assertThat(keyJson(parsed)).containsExactly("true", "1", "\"x\"", "false", "1.10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + TIME + "}",
                "{\"k\":null," + TIME + "}",
                "{\"x\":{\"k\":1}," + TIME + "}",
                "{\"K\":1," + TIME + "}"
            })
    void aKeyFieldThatIsMissingOrNullIsRefused(String row) {
        isFault(ReasonCode.PRIMARY_KEY_MISSING, row);
    }

    /** There is no fallback to a pin of that name (contracts 6). */
    @Test
    void aPinIsNoSubstituteForAKeyField() {
        isFault(
                ReasonCode.PRIMARY_KEY_MISSING,
                rows(TimeFormat.RFC3339, "seed"),
                ("{" + TIME + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[1]", "{\"k\":1}", "1e400", "-1e400"})
    void aKeyFieldThatHasNoTextIsRefused(String value) {
        isFault(ReasonCode.PRIMARY_KEY_UNSUPPORTED, "{\"k\":" + value + "," + TIME + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"seed\":18446744073709551615",
                "\"manifest_fingerprint\":\"" + HEX + "\"",
                "\"parameter_hash\":\"" + HEX + "\"",
                "\"scenario_id\":\"sch\\u00f6n\"",
                "\"scenario_id\":\"sch\u00f6n\"",
                "\"run_id\":\"another run\"",
                "\"run_id\":null",
                "\"x\":{\"seed\":1}",
            })
    void aPinMayStandInARow(String pin) throws RowFault {
        assertThat(parse("{\"k\":1," + TIME + "," + pin + "}").keySize()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"seed\":1",
                "\"seed\":\"18446744073709551615\"",
                "\"seed\":18446744073709551615.0",
                "\"seed\":-18446744073709551615",
                "\"seed\":null",
                "\"seed\":true",
                "\"seed\":[18446744073709551615]",
                "\"manifest_fingerprint\":\"C0A3d19c52b6b5ccc605e387435f5437aa550b0eb47db5e4a744bfa8cbcc9caf\"",
                "\"manifest_fingerprint\":7",
                "\"parameter_hash\":\"\"",
                "\"parameter_hash\":null",
                "\"scenario_id\":\"Schön\"",
                "\"scenario_id\":\"scho\u0308n\"",
                "\"scenario_id\":{}",
            })
    void aPinThatIsNotTheRunsIsRefused(String pin) {
        isFault(ReasonCode.ROW_PIN_MISMATCH, "{\"k\":1," + TIME + "," + pin + "}");
    }

    @ParameterizedTest
    @CsvSource({"0, -0", "0, 0"})
    void aSeedIsComparedByValue(BigInteger seed, String written) throws RowFault {
        Pins pins = new Pins(PINS.manifestFingerprint(), PINS.parameterHash(), seed, "x", PINS.runId(), null, null);
        Target target = Target.builder(new OutputId("o"), "p", "{}", new Hex64(HEX))
                .primaryKey(List.of("seed"))
                .time("t", TimeFormat.EPOCH_S)
                .build();
        byte[] row = ("{\"t\":0,\"seed\":" + written + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(idTexts(parse(new Rows(target, pins, Limits.DEFAULTS), row))).containsExactly("0");
    }

    /** The values of one row are forgotten when the next row is read. */
    @Test
    void rowsDoNotLeakIntoEachOther() throws RowFault {
        Rows rows = rows(TimeFormat.RFC3339, "k");
        parse(rows, ("{\"k\":1," + TIME + "}").getBytes(StandardCharsets.UTF_8));
        isFault(ReasonCode.PRIMARY_KEY_MISSING, rows, ("{" + TIME + "}").getBytes(StandardCharsets.UTF_8));
        isFault(ReasonCode.EVENT_TIME_MISSING, rows, "{\"k\":1}".getBytes(StandardCharsets.UTF_8));
    }

    /** A row is one object for all rows that are read into it. */
    @Test
    void aRowHoldsNothingOfTheOneBefore() throws RowFault {
        Rows rows = rows(TimeFormat.RFC3339, "k", "l");
        Row reused = new Row();
        for (String keys : List.of(
                "\"k\":\"a long \\u0061 text\",\"l\":\"\\n\"",
                "\"k\":1,\"l\":true",
                "\"k\":\"b\",\"l\":\"\\u0062\"",
                "\"k\":-0,\"l\":1.50")) {
            byte[] row = ("{" + keys + "," + TIME + "}").getBytes(StandardCharsets.UTF_8);
            rows.parser.parse(row, 0, row.length, reused);
            Row fresh = parse(rows, row);
            assertThat(text(reused)).isEqualTo(text(fresh));
            assertThat(idTexts(reused)).isEqualTo(idTexts(fresh));
            assertThat(keyJson(reused)).isEqualTo(keyJson(fresh));
            assertThat(reused.heldBytes()).isEqualTo(fresh.heldBytes());
            assertThat(reused).isEqualByComparingTo(fresh);
        }
    }

    /** A finding names a value; an array or object may be the better part of a row, and no finding shows that. */
    @Test
    void whatAStructureHoldsIsInNoFinding() {
        for (String row : List.of(
                "{\"k\":1,\"ts_utc\":{\"secret\":1}}",
                "{\"k\":1,\"ts_utc\":[\"secret\"]}",
                "{\"k\":[\"secret\"]," + TIME + "}",
                "{\"k\":1,\"seed\":{\"secret\":1}," + TIME + "}")) {
            assertThatExceptionOfType(RowFault.class)
                    .isThrownBy(() -> parse(row))
                    .satisfies(fault -> assertThat(fault.finding()).doesNotContain("secret"));
        }
    }
}
