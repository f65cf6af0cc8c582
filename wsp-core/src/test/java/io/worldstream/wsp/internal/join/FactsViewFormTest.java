package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.BadDocument.bad;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.join.FactsFixture.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The form of a facts view (contracts 2, 12): every field that is missing, null, of the wrong type or of the wrong form,
 * and every unknown field, is {@code FACTS_INVALID} at its place, found without opening anything but the view (I11).
 */
final class FactsViewFormTest {
    private static final String MISSING = "(missing)";
    private static final String HEX32 = "\"b52c75123406063a2abf0a89cc0c554a\"";
    private static final String HEX64 = "\"c0a3d19c52b6b5ccc605e387435f5437aa550b0eb47db5e4a744bfa8cbcc9caf\"";
    private static final String UPPER64 = "\"C0A3D19C52B6B5CCC605E387435F5437AA550B0EB47DB5E4A744BFA8CBCC9CAF\"";
    private static final String[] NOT_HEX64 = {"null", "7", "\"\"", HEX32, UPPER64};
    private static final String[] NOT_TEXT = {"null", "7", "[]", "{}", "true"};
    private static final String[] NOT_TIME = {
        "null", "7", "\"\"", "\"yesterday\"", "\"2026-01-01T00:00:00\"", "\"2026-01-01T00:00:00.1234567890Z\""
    };
    private static final String[] NOT_U64 = {"null", "\"42\"", "-1", "1.0", "1e3", "18446744073709551616", "true", "[]"
    };

    @Test
    void theFieldsOfTheView() {
        BadDocument.checkAll(topLevel());
    }

    @Test
    void thePins() {
        BadDocument.checkAll(pins());
    }

    @Test
    void theLocators() {
        BadDocument.checkAll(locators());
    }

    @Test
    void theGateReceipts() {
        BadDocument.checkAll(gateReceipts());
    }

    @Test
    void theInstanceReceipts() {
        BadDocument.checkAll(instanceReceipts());
    }

    @Test
    void thePolicyRevision() {
        BadDocument.checkAll(policyRev());
    }

    private static Stream<BadDocument> topLevel() {
        return Stream.of(
                        fault("/run_id", MISSING, "null", "7", "\"B52C75123406063A2ABF0A89CC0C554A\"", HEX64),
                        late("/bundle_hash", MISSING),
                        late("/bundle_hash", NOT_HEX64),
                        fault("/plan_ref", MISSING),
                        fault("/plan_ref", NOT_TEXT),
                        fault("/record_ref", MISSING),
                        fault("/record_ref", NOT_TEXT),
                        fault("/status_ref", MISSING),
                        fault("/status_ref", NOT_TEXT),
                        fault("/intended_outputs", "null", "{}", "\"arrival_events_5B\""),
                        element("/intended_outputs", "[7]", "[null]", "[\"\"]", "[\"a b\"]", "[[]]"),
                        fault("/evidence_notes", "null", "{}", "\"note\""),
                        element("/evidence_notes", "[7]", "[null]", "[{}]"),
                        fault("/traffic_delivery_mode", "null", "7", "\"stream\"", "\"PUSH\"", "\"\""),
                        fault("/oracle_pack_ref", "null", "\"pack\"", "[]"),
                        fault("/traffic_window", "null", "[]", "\"all\""),
                        window("start_utc", MISSING),
                        window("end_utc", MISSING),
                        window("extra", "1"),
                        window("start_utc", NOT_TIME),
                        window(
                                "end_utc",
                                "\"2026-01-02T00:00:00Z\"",
                                "\"2026-01-02T00:00:00.000000+00:00\"",
                                "\"2026-01-02t00:00:00.000000z\"",
                                "\"2026-01-02T00:00:00.0000000Z\"",
                                "\"2026-02-30T00:00:00.000000Z\"",
                                "\"2026-01-02T24:00:00.000000Z\"",
                                "\"0000-01-02T00:00:00.000000Z\""),
                        fault("/engine_release", "null", "\"1.0\"", "{}"),
                        fault("/Run_id", HEX32),
                        fault("/sla~1sh~0", "1"),
                        fault("/output_roles", List.of("NO_TRAFFIC_TARGETS facts_view#/output_roles"), "null", "[]"),
                        fault("/output_roles/s4_event_labels_6B", NOT_TEXT),
                        fault("/output_roles/a b", "\"audit_evidence\""),
                        fault("/output_roles/a~1b", "\"audit_evidence\""),
                        fault("/output_roles/" + "a".repeat(129), "\"audit_evidence\""))
                .flatMap(cases -> cases);
    }

    private static Stream<BadDocument> pins() {
        return Stream.of(
                        fault("/pins", MISSING, "null", "[]", "\"pins\""),
                        fault("/pins/manifest_fingerprint", MISSING),
                        fault("/pins/manifest_fingerprint", NOT_HEX64),
                        fault("/pins/parameter_hash", MISSING),
                        fault("/pins/parameter_hash", NOT_HEX64),
                        fault("/pins/seed", MISSING),
                        fault("/pins/seed", NOT_U64),
                        fault("/pins/scenario_id", MISSING),
                        fault("/pins/scenario_id", NOT_TEXT),
                        fault("/pins/run_id", MISSING, "null", "7", HEX64),
                        fault("/pins/platform_run_id", "\"p\""),
                        fault("/pins/scenario_run_id", HEX32),
                        fault("/pins/world", "\"w\""))
                .flatMap(cases -> cases);
    }

    /** The third locator is not of traffic: what is wrong with its form is all that is wrong. */
    private static Stream<BadDocument> locators() {
        String[] noLocator = {
            "LOCATOR_MISSING facts_view#/output_roles/arrival_events_5B",
            "LOCATOR_MISSING facts_view#/output_roles/s3_event_stream_with_fraud_6B"
        };
        return Stream.of(
                        fault("/locators", List.of(noLocator), MISSING, "null", "{}"),
                        fault("/locators/2", "null", "7", "[]", "\"data/x\""),
                        locator("/locators/2"))
                .flatMap(cases -> cases);
    }

    private static Stream<BadDocument> locator(String at) {
        return Stream.of(
                        fault(at + "/output_id", MISSING),
                        fault(at + "/output_id", NOT_TEXT),
                        fault(at + "/output_id", "\"\"", "\"a b\"", "\"a/b\"", "\"" + "a".repeat(129) + "\"", "\"ä\""),
                        fault(at + "/path", MISSING),
                        fault(at + "/path", NOT_TEXT),
                        fault(at + "/path", "\"\"", "\"" + "p".repeat(2049) + "\""),
                        fault(at + "/manifest_fingerprint", NOT_HEX64),
                        fault(at + "/parameter_hash", NOT_HEX64),
                        fault(at + "/seed", NOT_U64),
                        fault(at + "/scenario_id", NOT_TEXT),
                        fault(at + "/run_id", "null", "7", HEX64),
                        fault(at + "/schema_ref", NOT_TEXT),
                        fault(at + "/dictionary_ref", NOT_TEXT),
                        fault(at + "/produced_at_utc", NOT_TIME),
                        digest(at + "/content_digest"),
                        fault(at + "/part_count", "7"))
                .flatMap(cases -> cases);
    }

    /** The second gate is needed by nothing. */
    private static Stream<BadDocument> gateReceipts() {
        String at = "/gate_receipts/1";
        String[] noGate = {"GATE_MISSING facts_view#/gate_receipts", "GATE_MISSING facts_view#/gate_receipts"};
        return Stream.of(
                        fault("/gate_receipts", List.of(noGate), MISSING, "null", "{}"),
                        fault(at, "null", "7", "[]"),
                        fault(at + "/gate_id", MISSING),
                        fault(at + "/gate_id", NOT_TEXT),
                        fault(at + "/gate_id", "\"\""),
                        status(at),
                        scope(at + "/scope"),
                        fault(at + "/produced_at_utc", NOT_TIME),
                        fault(at + "/receipt_kind", NOT_TEXT),
                        fault(at + "/receipt_kind", "\"instance_proof\"", "\"PASSED_FLAG\""),
                        digest(at + "/digest"),
                        fault(at + "/artifacts", "null", "7", "[]"),
                        fault(at + "/artifacts/validation_bundle_root", NOT_TEXT),
                        fault(at + "/artifacts/index_path", NOT_TEXT),
                        fault(at + "/artifacts/passed_flag_path", NOT_TEXT),
                        fault(at + "/artifacts/receipt_path", "\"x\""),
                        fault(at + "/verdict", "1"))
                .flatMap(cases -> cases);
    }

    /** The third instance receipt is not of traffic. */
    private static Stream<BadDocument> instanceReceipts() {
        String at = "/instance_receipts/2";
        String[] noReceipt = {
            "INSTANCE_RECEIPT_MISSING facts_view#/output_roles/arrival_events_5B",
            "INSTANCE_RECEIPT_MISSING facts_view#/output_roles/s3_event_stream_with_fraud_6B"
        };
        return Stream.of(
                        fault("/instance_receipts", List.of(noReceipt), "null", "{}"),
                        fault(at, "null", "7", "[]"),
                        fault(at + "/output_id", MISSING),
                        fault(at + "/output_id", NOT_TEXT),
                        fault(at + "/output_id", "\"\"", "\"a b\""),
                        status(at),
                        scope(at + "/scope"),
                        fault(at + "/target_ref", MISSING, "null", "\"data/x\"", "[]"),
                        locator(at + "/target_ref"),
                        fault(at + "/target_digest", MISSING),
                        digest(at + "/target_digest"),
                        fault(at + "/bundle_manifest_ref", NOT_TEXT),
                        fault(at + "/produced_at_utc", NOT_TIME),
                        fault(at + "/receipt_kind", NOT_TEXT),
                        fault(at + "/receipt_kind", "\"passed_flag\""),
                        fault(at + "/artifacts", "null", "7", "[]"),
                        fault(at + "/artifacts/receipt_path", NOT_TEXT),
                        fault(at + "/artifacts/index_path", "\"x\""),
                        fault(at + "/digest", "{}"))
                .flatMap(cases -> cases);
    }

    private static Stream<BadDocument> policyRev() {
        return Stream.of(
                        fault("/policy_rev", MISSING, "null", "[]", "\"v0\""),
                        fault("/policy_rev/policy_id", MISSING),
                        fault("/policy_rev/policy_id", NOT_TEXT),
                        fault("/policy_rev/revision", MISSING),
                        fault("/policy_rev/revision", NOT_TEXT),
                        fault("/policy_rev/content_digest", MISSING),
                        fault("/policy_rev/content_digest", NOT_HEX64),
                        fault("/policy_rev/author", "\"x\""))
                .flatMap(cases -> cases);
    }

    private static Stream<BadDocument> status(String receipt) {
        return fault(receipt + "/status", MISSING, "null", "true", "\"pass\"", "\"PASSED\"", "\"\"");
    }

    private static Stream<BadDocument> scope(String at) {
        return Stream.of(
                        fault(at, MISSING, "null", "7", "[]"),
                        fault(at + "/manifest_fingerprint", MISSING),
                        fault(at + "/manifest_fingerprint", NOT_HEX64),
                        fault(at + "/parameter_hash", NOT_HEX64),
                        fault(at + "/seed", NOT_U64),
                        fault(at + "/scenario_id", NOT_TEXT),
                        fault(at + "/run_id", "null", "7", HEX64),
                        fault(at + "/region", "\"x\""))
                .flatMap(cases -> cases);
    }

    private static Stream<BadDocument> digest(String at) {
        return Stream.of(
                        fault(at, "null", "[]", HEX64),
                        under(at, "/algo", "{\"hex\":" + HEX64 + "}"),
                        under(at, "/algo", "{\"algo\":\"md5\",\"hex\":" + HEX64 + "}"),
                        under(at, "/algo", "{\"algo\":null,\"hex\":" + HEX64 + "}"),
                        under(at, "/hex", "{\"algo\":\"sha256\"}"),
                        under(at, "/hex", "{\"algo\":\"sha256\",\"hex\":" + UPPER64 + "}"),
                        under(at, "/hex", "{\"algo\":\"sha256\",\"hex\":null}"),
                        under(at, "/salt", "{\"algo\":\"sha256\",\"hex\":" + HEX64 + ",\"salt\":1}"))
                .flatMap(cases -> cases);
    }

    /** Each value at the pointer is a fault there and nowhere else. */
    private static Stream<BadDocument> fault(String pointer, String... values) {
        return fault(pointer, List.of(), values);
    }

    /** Each value at the pointer is a fault there, with these consequences. */
    private static Stream<BadDocument> fault(String pointer, List<String> consequences, String... values) {
        String[] expected = Stream.concat(Stream.of(invalid(pointer)), consequences.stream())
                .toArray(String[]::new);
        return Arrays.stream(values)
                .map(value -> bad(pointer + " = " + shortened(value), put(pointer, value), expected));
    }

    /** As {@link #fault}, but behind the computation of the hash. */
    private static Stream<BadDocument> late(String pointer, String... values) {
        return Arrays.stream(values)
                .map(value -> bad(
                        pointer + " = " + shortened(value),
                        fixture -> fixture.sealedFacts(facts -> {
                            if (value.equals(MISSING)) {
                                BadDocument.drop(facts, pointer);
                            } else {
                                BadDocument.set(facts, pointer, value);
                            }
                        }),
                        invalid(pointer)));
    }

    /** The first element of each array is a fault. */
    private static Stream<BadDocument> element(String pointer, String... arrays) {
        return Arrays.stream(arrays)
                .map(array -> bad(pointer + " = " + array, put(pointer, array), invalid(pointer + "/0")));
    }

    /** The value at the pointer is a fault at a field beneath it. */
    private static Stream<BadDocument> under(String pointer, String field, String value) {
        return Stream.of(bad(pointer + " = " + value, put(pointer, value), invalid(pointer + field)));
    }

    private static Stream<BadDocument> window(String field, String... values) {
        Consumer<FactsFixture> window = BadDocument.set(
                "/traffic_window",
                "{\"start_utc\":\"2026-01-01T00:00:00.000000Z\",\"end_utc\":\"2026-01-02T00:00:00.000000Z\"}");
        String pointer = "/traffic_window/" + field;
        return Arrays.stream(values)
                .map(value -> bad(pointer + " = " + value, window.andThen(put(pointer, value)), invalid(pointer)));
    }

    private static Consumer<FactsFixture> put(String pointer, String value) {
        return value.equals(MISSING) ? BadDocument.drop(pointer) : BadDocument.set(pointer, value);
    }

    private static String invalid(String pointer) {
        return "FACTS_INVALID facts_view#" + pointer;
    }

    private static String shortened(String value) {
        return value.length() > 80 ? value.substring(0, 80) + "..." : value;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIsNoDocumentIsRefused(BadDocument document) {
        document.check();
    }

    static Stream<BadDocument> whatIsNoDocumentIsRefused() {
        return Stream.of(
                text("empty", text -> ""),
                text("white space", text -> " \n\t\r"),
                text("an array", text -> "[" + text + "]"),
                text("a string", text -> "\"" + FactsFixture.RUN_ID + "\""),
                text("null", text -> "null"),
                text("cut short", text -> text.substring(0, text.length() - 1)),
                text("trailing text", text -> text + "x"),
                text("trailing document", text -> text + "{}"),
                text("trailing comma", text -> text.substring(0, text.length() - 1) + ",}"),
                text("trailing NUL", text -> text + "\0"),
                text("leading byte-order mark", text -> "\ufeff" + text),
                text("leading no-break space", text -> "\u00a0" + text),
                text("a comment", text -> "/* sealed */" + text),
                text("single quotes", text -> text.replace("\"run_id\"", "'run_id'")),
                text("a bare name", text -> text.replace("\"run_id\"", "run_id")),
                text("a repeated key", text -> text.replaceFirst("\\{", "{\"run_id\":\"x\",")),
                text("a repeated key, spelled otherwise", text -> text.replaceFirst("\\{", "{\"run\\\\u005fid\":1,")),
                text("a repeated key further down", text -> text.replace("\"seed\":42,", "\"seed\":42,\"seed\":42,")),
                text("a repeated key in what is passed over", text -> addNote(text, "{\"a\":1,\"a\":1}")),
                text("NaN", text -> text.replaceFirst("\"seed\":42", "\"seed\":NaN")),
                text("Infinity", text -> addNote(text, "Infinity")),
                text("a leading zero", text -> text.replaceFirst("\"seed\":42", "\"seed\":042")),
                text("a leading plus", text -> text.replaceFirst("\"seed\":42", "\"seed\":+42")),
                text("a hexadecimal number", text -> text.replaceFirst("\"seed\":42", "\"seed\":0x2a")),
                text("a bare line break in a string", text -> text.replace("sr_policy", "sr\npolicy")),
                text("an unknown escape", text -> text.replace("sr_policy", "sr\\x5fpolicy")),
                text("a lone high surrogate", text -> text.replace("sr_policy", "\\ud83d")),
                text("a lone low surrogate", text -> text.replace("sr_policy", "\\ude80")),
                text("surrogates the wrong way round", text -> text.replace("sr_policy", "\\ude80\\ud83d")),
                text("a lone surrogate in a name", text -> addNote(text, "{\"\\ud83d\":1}")),
                text("nested too deep", text -> addNote(text, "[".repeat(1000) + "]".repeat(1000))),
                bytes(
                        "invalid UTF-8",
                        text -> text.replace("sr_policy", "\u00fc").getBytes(StandardCharsets.ISO_8859_1)),
                bytes("UTF-16", text -> text.getBytes(StandardCharsets.UTF_16)),
                bytes("a surrogate in UTF-8", text -> replaceMark(text, 0xed, 0xa0, 0xbd)),
                bytes("an overlong slash", text -> replaceMark(text, 0xc0, 0xaf, 0x20)));
    }

    private static BadDocument text(String name, UnaryOperator<String> change) {
        return bad(name, fixture -> fixture.factsText(change), "FACTS_INVALID facts_view#");
    }

    private static BadDocument bytes(String name, Function<String, byte[]> change) {
        return bad(
                name,
                fixture -> fixture.factsBytes(bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8))),
                "FACTS_INVALID facts_view#");
    }

    private static String addNote(String text, String value) {
        return text.replaceFirst("\"gate_id\"", "\"notes\":" + value.replace("\\", "\\\\") + ",\"gate_id\"");
    }

    private static byte[] replaceMark(String text, int... bytes) {
        byte[] out = text.replace("sr_policy", "###_policy").getBytes(StandardCharsets.UTF_8);
        int at = new String(out, StandardCharsets.ISO_8859_1).indexOf("###");
        for (int i = 0; i < bytes.length; i++) {
            out[at + i] = (byte) bytes[i];
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "7|must be a string, not the number 7",
                "1234567890123456789012345678901234567890|must be a string, not the number 1234567890123456789012345678901234567890",
                "12345678901234567890123456789012345678901|must be a string, not a number",
                "true|must be a string, not true",
                "null|must be a string, not null",
                "[1]|must be a string, not an array",
                "{}|must be a string, not an object",
            })
    void aMessageNamesWhatStandsThereAndTheRule(String value, String message) {
        assertThat(message("/plan_ref", value)).isEqualTo(message);
    }

    @Test
    void aMessageShowsABoundedValue() {
        assertThat(message("/run_id", "\"a\\u001bb\""))
                .isEqualTo("must be 32 lowercase hex characters, not \"a\\u001bb\"");
        assertThat(message("/run_id", "\"" + "x".repeat(10_000) + "\"")).hasSizeLessThan(200);
        assertThat(message("/pins", "\"x\"")).isEqualTo("must be an object, not the string \"x\"");
        assertThat(message("/intended_outputs", "7")).isEqualTo("must be an array, not the number 7");
        assertThat(message("/pins/seed", "-1")).isEqualTo("must be an integer from 0 to 2^64-1, not the number -1");
        assertThat(message("/traffic_delivery_mode", "\"x\"")).isEqualTo("must be one of [PULL, STREAM], not \"x\"");
        assertThat(message("/locators/2/path", "\"\"")).isEqualTo("must have 1 to 2048 characters, not 0");
        assertThat(message("/surprise", "1")).isEqualTo("unknown field");
    }

    private static String message(String pointer, String value) {
        FactsFixture fixture = FactsFixture.sound();
        BadDocument.set(pointer, value).accept(fixture);
        return ((JoinResult.Refused) BadDocument.join(fixture.seal()))
                .violations().stream()
                        .filter(violation -> violation.path().endsWith(pointer))
                        .findFirst()
                        .orElseThrow()
                        .message();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/evidence_notes = [\"a note\", \"\"]",
                "/oracle_pack_ref = {\"pack\": {\"anything\": [1, 2.5, null]}}",
                "/traffic_window = {\"start_utc\":\"2026-01-01T00:00:00.000000Z\",\"end_utc\":\"9999-12-31T23:59:59.999999Z\"}",
                "/intended_outputs = []",
                "/locators/2/schema_ref = \"schemas/x.yaml\"",
                "/locators/2/dictionary_ref = \"\"",
                "/locators/2/produced_at_utc = \"2026-01-01T00:00:00+05:30\"",
                "/gate_receipts/1/produced_at_utc = \"2026-01-01t00:00:00.123456789z\"",
                "/gate_receipts/1/receipt_kind = \"bundle_flag\"",
                "/gate_receipts/1/receipt_kind = \"json_receipt\"",
                "/gate_receipts/1/status = \"FAIL\"",
                "/gate_receipts/1/artifacts = {}",
                "/gate_receipts/1/notes = [\"anything\", {\"at\": \"all\"}]",
                "/instance_receipts/2/bundle_manifest_ref = \"x\"",
                "/instance_receipts/2/status = \"FAIL\"",
                "/instance_receipts/2/notes = null",
                "/output_roles/s9_audit = \"audit_evidence\"",
            })
    void whatTheContractAllowsIsTaken(String assignment) {
        String[] parts = assignment.split(" = ", 2);
        FactsFixture fixture = FactsFixture.sound();
        BadDocument.set(parts[0], parts[1]).accept(fixture);
        assertThat(BadDocument.join(fixture.seal())).isInstanceOf(JoinResult.Joined.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/intended_outputs", "/gate_receipts/1/digest", "/gate_receipts/1/artifacts", "/locators/2/seed"
            })
    void whatIsOptionalMayBeAbsent(String pointer) {
        FactsFixture fixture = FactsFixture.sound();
        BadDocument.drop(pointer).accept(fixture);
        assertThat(BadDocument.join(fixture.seal())).isInstanceOf(JoinResult.Joined.class);
    }

    @Test
    void whiteSpaceAroundTheDocumentIsFine() {
        World world = FactsFixture.sound()
                .factsText(text -> "\n\t " + text + " \r\n\n")
                .seal();
        assertThat(BadDocument.join(world)).isInstanceOf(JoinResult.Joined.class);
    }

    @Test
    void aPathMayHave2048CharactersEachOfThemAnyCharacterOfUnicode() {
        String path = "\ud83d\ude80".repeat(2048);
        World world = FactsFixture.sound()
                .digestedFacts(facts -> BadDocument.set(facts, "/locators/2/path", "\"" + path + "\""))
                .seal();
        assertThat(BadDocument.join(world)).isInstanceOf(JoinResult.Joined.class);
    }

    @Test
    void aFieldThatPolicyNamesIsPassedOverAndOthersAreNot() {
        World world = FactsFixture.sound()
                .policy(policy ->
                        policy.withAdmission(admission -> admission.withIgnorableFactsFields(Set.of("engine_release"))))
                .facts(facts -> facts.put("engine_release", "1.0").put("engine_build", 7))
                .seal();
        assertThat(BadDocument.violations(BadDocument.join(world)))
                .containsExactly("FACTS_INVALID facts_view#/engine_build");
    }
}
