package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.Output;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts 3. */
class CatalogueFileTest {
    @TempDir
    Path dir;

    private Catalogue read(String name, String text) throws IOException {
        return CatalogueFile.read(Files.writeString(dir.resolve(name), text));
    }

    private Catalogue yaml(String text) throws IOException {
        return read("catalogue.yaml", text);
    }

    private Output only(String entry) throws IOException {
        Catalogue catalogue = yaml("version: v1\noutputs:\n- output_id: out\n" + entry.indent(2));
        return catalogue.find(new OutputId("out")).orElseThrow();
    }

    private void assertFaults(String name, String text, String... faults) {
        assertThatThrownBy(() -> read(name, text))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContainingAll(faults);
    }

    @Test
    void yamlWithTheFieldsThatWspNeedsAmongOthers() throws IOException {
        Catalogue catalogue = yaml("""
                version: "2.3"
                owner: {team: engine}
                outputs:
                  - output_id: s3_event_stream_with_fraud_6B
                    primary_key: [seed, manifest_fingerprint, scenario_id, flow_id, event_seq]
                    read_requires_gates: [gate.layer3.6B.validation]
                    scope: scope_seed_manifest_fingerprint_scenario_id
                    availability: optional
                    ts_field: at
                    ts_format: epoch_us
                    path_template: "data/
                      x"
                    unheard_of: [1, {a: null}]
                  - output_id: other
                """);
        assertThat(catalogue.version()).isEqualTo("2.3");
        assertThat(catalogue.find(new OutputId("s3_event_stream_with_fraud_6B")))
                .contains(new Output(
                        new OutputId("s3_event_stream_with_fraud_6B"),
                        List.of("seed", "manifest_fingerprint", "scenario_id", "flow_id", "event_seq"),
                        List.of("gate.layer3.6B.validation"),
                        "scope_seed_manifest_fingerprint_scenario_id",
                        true,
                        "at",
                        TimeFormat.EPOCH_US));
        assertThat(catalogue.find(new OutputId("other")))
                .contains(new Output(new OutputId("other"), List.of(), List.of(), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c.json", "c", "c.txt", "c.yaml"})
    void jsonByExtensionOrByContent(String name) throws IOException {
        Catalogue catalogue = read(
                name,
                " {\"version\":\"1\",\"outputs\":[{\"output_id\":\"a\",\"primary_key\":[\"k\"],\"more\":{\"x\":[1e5]}}]}");
        assertThat(catalogue.outputs()).containsOnlyKeys(new OutputId("a"));
    }

    @Test
    void yamlByContent() throws IOException {
        assertThat(read("c", "version: 1\noutputs: []\n").version()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"1.10, 1.10", "1, 1", "007, 007", "'\"1.0\"', 1.0", "2026-01-02, 2026-01-02", "v2, v2"})
    void theVersionIsTakenByItsText(String written, String version) throws IOException {
        assertThat(yaml("version: " + written + "\noutputs: []\n").version()).isEqualTo(version);
    }

    @ParameterizedTest
    @EnumSource(TimeFormat.class)
    void everyTimeFormat(TimeFormat format) throws IOException {
        assertThat(only("ts_format: " + format.name().toLowerCase(Locale.ROOT)).timeFormat())
                .isEqualTo(format);
    }

    @Test
    void absentFieldsHaveTheirDefaults() throws IOException {
        Output output = only("availability: required");
        assertThat(output.optional()).isFalse();
        assertThat(output.timeField()).isEqualTo("ts_utc");
        assertThat(output.timeFormat()).isEqualTo(TimeFormat.RFC3339);
        assertThat(output.instanceScoped()).as("a scope that says nothing").isTrue();
    }

    @Test
    void wordsThatYamlOnceTookForTruthValuesAreNames() throws IOException {
        assertThat(only("primary_key: [y, n, no, on, yes, off]").primaryKey())
                .containsExactly("y", "n", "no", "on", "yes", "off");
    }

    @Test
    void anAliasIsWhatItStandsFor() throws IOException {
        Catalogue catalogue = yaml("""
                version: "1"
                outputs:
                  - {output_id: a, primary_key: &key [seed, k]}
                  - {output_id: b, primary_key: *key}
                """);
        Output b = catalogue.find(new OutputId("b")).orElseThrow();
        assertThat(b.primaryKey()).containsExactly("seed", "k");
    }

    @Test
    void anAliasOfAScalarIsAFaultAndNotItsName() {
        assertFaults("c.yaml", "version: &v '1'\noutputs: []\nother: *v\n", "/other: is an alias");
        assertFaults("c.yaml", "version: '1'\n&k outputs: []\nother: *k\n", "/other: is an alias");
    }

    @Test
    void anAliasBombDoesNotGoOff() {
        StringBuilder bomb = new StringBuilder("version: '1'\nl0: &l0 [lol]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("l%d: &l%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(9, "*l" + (i - 1)))));
        }
        assertFaults("c.yaml", bomb + "outputs: []\n", "has more than 250000 values");
    }

    @Test
    void anAliasOfItselfOrOfNothingIsAFault() {
        assertFaults("c.yaml", "version: '1'\noutputs: &o [*o]\n", "/outputs/0: is an alias");
        assertFaults("c.yaml", "version: '1'\noutputs: *nothing\n", "/outputs: is an alias");
    }

    @Test
    void aMergeKeyIsAFaultAndNotAnEntryWithoutItsFields() {
        assertFaults(
                "c.yaml",
                "version: '1'\nbase: &b {scope: s}\noutputs:\n- {<<: *b, output_id: a}\n",
                "/outputs/0/<<: merge keys");
    }

    @Test
    void everyFaultIsToldAtOnceWithItsPath() {
        assertFaults(
                "c.yaml",
                """
                version: [1]
                outputs:
                  - primary_key: k
                    scope: 7
                  - output_id: "bad id"
                    read_requires_gates: [g, 5, null]
                    availability: true
                  - output_id: a
                    ts_field: ""
                    ts_format: iso
                    primary_key: null
                  - output_id: a
                  - text
                """,
                "c.yaml#/version: must be a string, is a list",
                "c.yaml#/outputs/0/output_id: is missing",
                "c.yaml#/outputs/0/primary_key: must be a list, is a string",
                "c.yaml#/outputs/0/scope: must be a string, is a number",
                "c.yaml#/outputs/1/output_id: not an output id",
                "c.yaml#/outputs/1/read_requires_gates/1: must be a string, is a number",
                "c.yaml#/outputs/1/read_requires_gates/2: must be a string, is null",
                "c.yaml#/outputs/1/availability: must be a string, is a boolean",
                "c.yaml#/outputs/2/ts_field: must name a field",
                "c.yaml#/outputs/2/ts_format: must be rfc3339, epoch_s",
                "c.yaml#/outputs/2/primary_key: must be a list, is null",
                "c.yaml#/outputs/3/output_id: names a a second time",
                "c.yaml#/outputs/4: must be an object, is a string");
    }

    @Test
    void tooManyFaultsAreCounted() {
        String entries = IntStream.range(0, 200).mapToObj(i -> "- x\n").collect(Collectors.joining());
        assertFaults("c.yaml", "version: '1'\noutputs:\n" + entries, "/outputs/49:", "and 150 more");
    }

    @Test
    void duplicateKeysAreFaults() {
        assertFaults("c.json", "{\"version\":\"1\",\"outputs\":[],\"version\":\"2\"}", "c.json#/version: occurs twice");
        assertFaults(
                "c.yaml",
                "version: '1'\noutputs:\n- output_id: a\n  \"x/y~\": 1\n  \"x/y~\": 2\n",
                "/outputs/0/x~1y~0: occurs twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "# nothing\n", "---\n...\n"})
    void anEmptyDocumentIsAFault(String text) {
        assertFaults("c.yaml", text, "c.yaml#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "text", "7"})
    void anotherDocumentIsAFault(String text) {
        assertFaults("c.yaml", text, "must be an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: b: c", "\t- x", "a: \"\u0001\"", "{]"})
    void whatIsNoYamlIsAFaultWithItsPlace(String text) {
        assertFaults("c.yaml", text, "is not YAML at line 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{'a':1}", "{\"a\":1} x", "version: 1", "{\"a\":01}"})
    void whatIsNoJsonIsAFault(String text) {
        assertFaults("c.json", text, "is not JSON");
    }

    @Test
    void aSecondDocumentIsAFault() {
        assertFaults("c.yaml", "version: '1'\noutputs: []\n---\na: 1\n", "more than one document");
        assertFaults("c.json", "{\"version\":\"1\",\"outputs\":[]} {}", "more than one document");
    }

    @Test
    void deepNestingIsAFault() {
        assertFaults("c.json", "{\"a\":" + "[".repeat(100_000), "is not JSON");
        assertFaults("c.yaml", "a: " + "[".repeat(10_000), "is not YAML");
        assertFaults("c.yaml", "- ".repeat(10_000), "is not YAML");
    }

    @Test
    void whatIsNotUtf8IsAFault() throws IOException {
        Path file = Files.write(dir.resolve("c.yaml"), "version: é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> CatalogueFile.read(file)).hasMessageContaining("c.yaml#: is not UTF-8");
    }

    @Test
    void aFileOverTheLimitIsAFault() throws IOException {
        Path file = dir.resolve("c.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(CatalogueFile.MAX_BYTES + 1L);
        }
        assertThatThrownBy(() -> CatalogueFile.read(file)).hasMessageContaining("it has more than 8388608 bytes");
    }

    @Test
    void aCatalogueBeyondTheParsersOwnLimitIsRead() throws IOException {
        String filler = ("# " + "x".repeat(100) + "\n").repeat(40_000);
        assertThat(yaml(filler + "version: '1'\noutputs: []\n").version()).isEqualTo("1");
    }

    @Test
    void aFileThatIsNotThereIsAFault() {
        assertThatThrownBy(() -> CatalogueFile.read(dir.resolve("nowhere.yaml")))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining("nowhere.yaml");
        assertThatThrownBy(() -> CatalogueFile.read(dir)).isInstanceOf(WspException.class);
    }

    @Test
    void controlCharactersInMessagesAreEscaped() {
        assertThatThrownBy(
                        () -> read("c.json", "{\"version\":\"1\",\"outputs\":[{\"output_id\":\"a\\n\\u001b[31m\"}]}"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\u001b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "pipe", "."})
    void read_noRegularFile_isRefusedUnread(String path) throws Exception {
        Path file = dir.resolve(path);
        if (path.equals("pipe")) {
            new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
        }
        assertThatThrownBy(() -> CatalogueFile.read(file))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining("cannot be read: it is");
    }

    @Test
    void read_moreValuesThanALimit_isRefused() throws IOException {
        assertFaults("c.json", "{\"outputs\":[" + "0,".repeat(300_000) + "0]}", "has more than 250000 values");
        assertFaults("c.yaml", "outputs: [" + "0,".repeat(300_000) + "0]", "has more than 250000 values");
    }

    @Test
    void read_outputsThatShareAListOfTheirs_areRefusedWhereTheyUnfoldToMoreThanALimit() {
        StringBuilder outputs = new StringBuilder("version: v1\nkey: &k [" + "f,".repeat(999) + "f]\noutputs:\n");
        for (int i = 0; i < 2000; i++) {
            outputs.append("- {output_id: o" + i + ", primary_key: *k }\n");
        }
        assertFaults("c.yaml", outputs.toString(), "has more than 250000 values");
    }

    /** Numbers of every kind in every place of a catalogue: read as what they are, or a fault with a code. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e9999999999",
                "-1e-9999999999",
                ".inf",
                "-.inf",
                ".nan",
                "0x7fffffffffffffffffffffffffff",
                "0o17",
                "0b1",
                "190:20:30",
                "190:20:30.15",
                "1_000",
                "08",
                "+1",
                "1e2147483648",
                "9223372036854775808",
                "NaN",
                "-0",
                "99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999"
            })
    void read_anyNumberAnywhere_isReadOrRefusedWithACode(String number) throws IOException {
        String longNumber = number.startsWith("99") ? "9".repeat(5000) : number;
        for (String text : List.of(
                "version: N\noutputs: []",
                "version: v\noutputs: N",
                "version: v\noutputs: [N]",
                "version: v\noutputs: [{output_id: N}]",
                "version: v\noutputs: [{output_id: o, primary_key: [N]}]",
                "version: v\noutputs: [{output_id: o, ts_format: N, other: N}]",
                "N: N\nversion: v\noutputs: []",
                "{\"version\":N,\"outputs\":[{\"output_id\":\"o\",\"more\":[N,{\"n\":N}]}]}")) {
            for (String name : List.of("c.yaml", "c.json")) {
                try {
                    read(name, text.replace("N", longNumber));
                } catch (WspException e) {
                    assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID);
                }
            }
        }
    }
}
