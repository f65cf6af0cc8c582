package io.worldstream.wsp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Catalogue.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that check themselves. */
class ValuesTest {
    @Test
    void idsAreWhatTheySay() {
        assertThat(new RunId("0123456789abcdef0123456789abcdef")).hasToString("0123456789abcdef0123456789abcdef");
        assertThat(new EventId("a".repeat(64))).hasToString("a".repeat(64));
        assertThat(new Hex64("0".repeat(64))).hasToString("0".repeat(64));
        assertThat(new OutputId("s3_event-stream.6B")).hasToString("s3_event-stream.6B");
        assertThat(new OutputId("x".repeat(128)).value()).hasSize(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "A123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef\n"})
    void whatIsNoHexIsRefused(String value) {
        assertThatThrownBy(() -> new RunId(value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EventId(value + value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hex64(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "é", "a\n", "a\0"})
    void whatIsNoOutputIdIsRefusedWithoutRawText(String value) {
        assertThatThrownBy(() -> new OutputId(value))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("\n", "\0");
    }

    @Test
    void anOutputIdHasAtMost128Characters() {
        assertThatThrownBy(() -> new OutputId("x".repeat(129))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "kinesis/eu-west-1/0123/control.v1/settled", "...", "a/.b/..c", ".hidden"})
    void positionName_ofSafeSegments_isTaken(String value) {
        assertThat(new PositionName(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "../a", "a/.", "a b", "é", "a\n", "a\\b"})
    void positionName_ofOtherSegments_isRefusedWithoutRawText(String value) {
        assertThatThrownBy(() -> new PositionName(value))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void positionName_tooLong_isRefused() {
        assertThat(new PositionName("x".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> new PositionName("x".repeat(201))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PositionName(("x".repeat(199) + "/").repeat(3) + "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void outputIdsAreOrderedByTheirBytes() {
        List<OutputId> ids = new ArrayList<>(List.of(
                new OutputId("b"), new OutputId("a_"), new OutputId("aB"), new OutputId("a"), new OutputId("a-")));
        ids.sort(null);
        assertThat(ids).extracting(OutputId::value).containsExactly("a", "a-", "aB", "a_", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "scope_manifest_fingerprint, false",
        "scope_seed_manifest_fingerprint_scenario_id, true",
        "scope_parameter_hash, true",
        "scope_run_id, true",
        "scope_scenario_id, true",
        "global, false"
    })
    void instanceScopeFollowsFromTheTokens(String scope, boolean instanceScoped) {
        assertThat(new Output(new OutputId("a"), List.of("k"), List.of(), scope).instanceScoped())
                .isEqualTo(instanceScoped);
    }

    @Test
    void aCatalogueNamesEachOutputOnce() {
        Output a = new Output(new OutputId("a"), List.of(), List.of(), "");
        assertThatThrownBy(() -> Catalogue.of("1", List.of(a, a)))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
        Catalogue catalogue = Catalogue.of("1", List.of(a));
        assertThat(catalogue.find(new OutputId("a"))).contains(a);
        assertThat(catalogue.find(new OutputId("b"))).isEmpty();
    }

    @Test
    void aCatalogueKeepsItsOwnCopyInTheOrderGiven() {
        Map<OutputId, Output> outputs = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m")) {
            outputs.put(new OutputId(name), new Output(new OutputId(name), List.of(), List.of(), ""));
        }
        Catalogue catalogue = new Catalogue("1", outputs);
        outputs.clear();
        assertThat(catalogue.outputs().keySet()).extracting(OutputId::value).containsExactly("z", "a", "m");
        assertThatThrownBy(() -> catalogue.outputs().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aReferenceIsPrintedWithoutRawText() {
        assertThat(new SealedReference(SealedReference.RootKind.ORACLE, "a\nb")).hasToString("ORACLE:\"a\\u000ab\"");
    }

    @Test
    void aPartHasNoNegativeSize() {
        assertThatThrownBy(() -> new OraclePart("a", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPartOfAStoreWithoutVersionsHasNone() {
        assertThat(new OraclePart("a", 1).version()).isNull();
        assertThat(new OraclePart("a", 1)).isEqualTo(new OraclePart("a", 1, null));
        assertThat(new OraclePart("a", 1)).isNotEqualTo(new OraclePart("a", 1, new OraclePart.Version("v", true)));
    }

    @Test
    void aVersionHasAnId() {
        assertThatThrownBy(() -> new OraclePart.Version("", false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsThrownHasACode() {
        Exception cause = new Exception();
        WspException e = new WspException(ReasonCode.OBJECT_MISSING, "gone", cause);
        assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_MISSING);
        assertThat(e).hasMessage("gone").hasCause(cause);
        assertThat(new Violation(ReasonCode.PIN_MISMATCH, "facts_view#/pins/seed", "differs"))
                .hasToString("PIN_MISMATCH at facts_view#/pins/seed: differs");
    }

    @Test
    void deadLetter_anyFieldDiffers_isAnother() {
        Violation finding = new Violation(ReasonCode.ROW_INVALID, "a.jsonl#row=3", "no key");
        DeadLetter bare = deadLetter("a", finding).build();
        assertThat(bare.position()).isEqualTo("a.jsonl#row=3");
        assertThat(bare.code()).isEqualTo(ReasonCode.ROW_INVALID);
        assertThat(bare.reason()).isEqualTo("no key");
        assertThat(bare.eventId()).isNull();
        assertThat(bare.row()).isNull();
        assertThat(bare.toBuilder().build())
                .isEqualTo(bare)
                .hasSameHashCodeAs(bare)
                .isNotEqualTo(deadLetter("b", finding).build())
                .isNotEqualTo(deadLetter("a", new Violation(ReasonCode.ROW_INVALID, "a.jsonl#row=4", "no key"))
                        .build())
                .isNotEqualTo(bare.toBuilder().row("{}").build())
                .isNotEqualTo(
                        bare.toBuilder().eventId(new EventId("ab".repeat(32))).build());
    }

    @Test
    void deadLetter_withRow_isPrintedWithoutIt() {
        DeadLetter letter = deadLetter("a", new Violation(ReasonCode.ROW_INVALID, "a.jsonl#row=3", "no key"))
                .row("secret")
                .build();
        assertThat(letter.row()).isEqualTo("secret");
        assertThat(letter).hasToString("a.jsonl#row=3 of run " + "0f".repeat(16) + ": ROW_INVALID, no key");
    }

    private static DeadLetter.Builder deadLetter(String output, Violation finding) {
        return DeadLetter.builder(
                new RunId("0f".repeat(16)), new OutputId(output), finding, new Hex64("cd".repeat(32)));
    }
}
