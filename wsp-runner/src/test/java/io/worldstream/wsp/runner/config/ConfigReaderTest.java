package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.policy.DeliveryModeAbsent;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.IdentityHints;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.KeyCheck;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.PayloadProfile;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.PolicySetting.Form;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StartAt;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    @Test
    void defaultsAreThePolicysOwn() throws IOException {
        WspConfig config = complete().read();
        StreamPolicy policy = config.policy();
        StreamPolicy defaults = StreamPolicy.defaults();

        assertThat(policy).usingRecursiveComparison().isEqualTo(defaults);
        assertThat(config.get(ConfigTable.CONTROL_BUS_TOPIC)).isEqualTo("fp.bus.control.v1");
        assertThat(config.find(ConfigTable.INGRESS_AUTH_HEADER)).isEmpty();
        assertThat(config.find(ConfigTable.INGRESS_AUTH_TOKEN_ENV)).isEmpty();
        assertThat(config.get(ConfigTable.ORACLE_ALIASES)).isEmpty();
    }

    @Test
    void everyPolicyKeyReachesThePolicy() throws IOException {
        StreamPolicy policy = complete().add("""
                        policy:
                          stream_speedup: 86400
                          late_policy: catch-up(1.5)
                          rate_cap_eps: 12.5
                          delivery_mode_absent: STREAM
                          framing: canonical
                          identity_hints: {trades: {flow_id: flow, account_id: acct}}
                          event_id: Canonical
                          envelope_contract: V1
                          schema_version: {default: v2, trades: none, flows.1: v3}
                          stamp_emitted_at: true
                          max_in_flight: 4
                          producer: svc:other
                          retry_budget_ms: 1000
                          retry_initial_ms: 1
                          retry_max_ms: 10
                          ambiguous_retries: 0
                          ignorable_facts_fields: [extra, more]
                          allow_ungated: true
                          quarantine_first: 0
                          quarantine_in_a_row: 7
                          on_bad_row: dead_letter
                          start_at: 2026-01-02T10:15:30.5Z
                          key_check: World
                          max_disorder: {trades: 250ms, flows.1: 2h}
                          survey_trust: SURVEY
                          second_look: CRC32C
                        limits:
                          max_message_bytes: 12
                          max_document_bytes: 1
                          max_parts: 2
                          max_row_bytes: 3
                          max_row_depth: 4
                          max_key_bytes: 5
                          max_findings: 10
                          max_row_violations: 6
                          max_bad_rows: 9
                          sort_bytes: 10000000000
                          max_tie_bytes: 20000000000
                          read_ahead_events: 7
                          read_ahead_bytes: 8
                        """).read().policy();

        assertThat(policy)
                .usingRecursiveComparison()
                .isEqualTo(StreamPolicy.defaults()
                        .withPacing(pacing -> pacing.withSpeedup(Speedup.of("86400"))
                                .withLatePolicy(new LatePolicy.CatchUp(new BigDecimal("1.5")))
                                .withRateCap(new BigDecimal("12.5")))
                        .withAdmission(admission -> admission
                                .withDeliveryModeAbsent(DeliveryModeAbsent.STREAM)
                                .withIgnorableFactsFields(Set.of("extra", "more"))
                                .withAllowUngated(true))
                        .withEnvelope(envelope -> envelope.withPayloadProfile(PayloadProfile.CANONICAL)
                                .withIdentityHints(IdentityHints.NONE.with(
                                        new OutputId("trades"), Map.of("flow_id", "flow", "account_id", "acct")))
                                .withEventIdRecipe(EventIdRecipe.CANONICAL)
                                .withContract(EnvelopeContract.V1)
                                .withSchemaVersion("v2")
                                .withSchemaVersion(new OutputId("trades"), null)
                                .withSchemaVersion(new OutputId("flows.1"), "v3")
                                .withStampEmittedAt(true)
                                .withProducer("svc:other"))
                        .withPush(push -> push.withMaxInFlight(4)
                                .withRetry(new RetryPolicy(
                                        Duration.ofSeconds(1),
                                        Duration.ofMillis(1),
                                        Duration.ofMillis(10),
                                        0,
                                        Set.of())))
                        .withOutcomes(outcomes -> outcomes.withOnBadRow(OutcomePolicy.OnBadRow.DEAD_LETTER)
                                .withQuarantine(QuarantinePolicy.DEFAULTS
                                        .withFirstEvents(0)
                                        .withInARow(7)))
                        .withRead(read -> read.withStartAt(new StartAt(Instant.parse("2026-01-02T10:15:30.500Z"), null))
                                .withKeyCheck(KeyCheck.WORLD)
                                .withMaxDisorder(new OutputId("trades"), Duration.ofMillis(250))
                                .withMaxDisorder(new OutputId("flows.1"), Duration.ofHours(2))
                                .withSurveyTrust(SurveyTrust.SURVEY)
                                .withSecondLook(SecondLook.CRC32C))
                        .withLimits(Limits.builder()
                                .maxMessageBytes(12)
                                .maxDocumentBytes(1)
                                .maxParts(2)
                                .maxRowBytes(3)
                                .maxRowDepth(4)
                                .maxKeyBytes(5)
                                .maxFindings(10)
                                .maxRowViolations(6)
                                .maxBadRows(9)
                                .sortBytes(10_000_000_000L)
                                .maxTieBytes(20_000_000_000L)
                                .readAheadEvents(7)
                                .readAheadBytes(8)
                                .build()));
    }

    @Test
    void aStreamMayBeginAtAnEvent() throws IOException {
        String eventId = "0123456789abcdef".repeat(4);
        assertThat(complete()
                        .set("policy.start_at=2026-01-02T10:15:30.123456Z/" + eventId)
                        .read()
                        .policy()
                        .read()
                        .startAt())
                .isEqualTo(new StartAt(Instant.parse("2026-01-02T10:15:30.123456Z"), new EventId(eventId)));
    }

    @Test
    void boundsOnDisorderBySettingAreJson() throws IOException {
        StreamPolicy policy = complete()
                .environment("WSP_POLICY_MAX_DISORDER", "{\"trades\": \"1.5s\"}")
                .read()
                .policy();
        assertThat(policy.read().maxDisorder(new OutputId("trades"))).isEqualTo(Duration.ofMillis(1500));
        assertThat(policy.read().maxDisorder(new OutputId("other"))).isNull();
    }

    @Test
    void spillAndSurveysHaveNoPlaceOfTheirOwnUnlessTheyAreGivenOne() throws IOException {
        WspConfig config = complete().read();
        assertThat(config.find(ConfigTable.SPILL_ROOT)).isEmpty();
        assertThat(config.find(ConfigTable.SURVEY_ROOT)).isEmpty();
        WspConfig placed =
                complete().add("spill: {root: room}\nsurvey.root: kept\n").read();
        assertThat(placed.get(ConfigTable.SPILL_ROOT).path()).isEqualTo(folder.resolve("room"));
        assertThat(placed.get(ConfigTable.SURVEY_ROOT)).isEqualTo(new Location("kept", folder.resolve("kept")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy.start_at=yesterday|an event time such as 2026-01-02T10:15:30.123456Z, or an event time, a slash and",
                "policy.start_at=2026-01-02T10:15:30Z/xyz|a slash and an event id, not \"2026-01-02T10:15:30Z/xyz\"",
                "policy.start_at=2026-01-02T10:15:30.0000001Z|an event time such as",
                "policy.start_at=-0001-01-02T10:15:30Z|an event time such as",
                "policy.key_check=often|expected one of `instant`, `world`, found \"often\"",
                "policy.second_look=crc32|expected one of `sha256`, `crc32c`, found \"crc32\"",
                "policy.survey_trust=blind|expected one of `digest`, `survey`, found \"blind\"",
                "policy.max_disorder=1s|expected a map of output to a duration such as 250ms or 10m, found \"1s\"",
                "policy.max_disorder={\"trades\": 1}|expected a duration such as 0s, 200us, 250ms, 0.25s, 10m or 2h, found the JSON value \"1\"",
                "policy.max_disorder={\"trades\": \"1\"}|expected a duration such as",
                "policy.max_disorder={\"trades\": \"-1s\"}|expected a duration such as",
                "policy.max_disorder={\"tra des\": \"1s\"}|tra des",
                "policy.max_disorder={\"trades\": \"2400001h\"}|at most PT2400000H, not PT2400001H",
                "limits.sort_bytes=0|sortBytes is 0, but the least is 1",
                "limits.sort_bytes=-1|sortBytes is -1, but the least is 1",
                "limits.sort_bytes=64MiB|expected a whole number above 0, found \"64MiB\"",
                "limits.max_tie_bytes=1.5|expected a whole number above 0, found \"1.5\"",
                "limits.max_row_bytes=1|maxRowBytes is 1, but the least is 2",
                "limits.max_row_bytes=3000000000|expected a whole number",
                "limits.max_parts=0|maxParts is 0, but the least is 1",
            })
    void whatStreamsAndLimitsMayNotBe(String setting, String message) throws IOException {
        String key = setting.substring(0, setting.indexOf('='));
        assertThat(complete().set(setting).faults())
                .singleElement()
                .asString()
                .startsWith(key + " (--set): ")
                .contains(message);
    }

    /** YAML 1.1 reads these as 8, 16 and 10; --set and the environment do not. */
    @ParameterizedTest
    @ValueSource(strings = {"010", "0x10", "1_0", "0b11", "+5"})
    void number_spelledOtherThanInDecimal_isAFaultWhereverItIsSet(String number) throws IOException {
        String fault = "expected a whole number from 1 to 65536, found \"" + number + "\"";
        assertThat(complete().add("policy: {max_in_flight: " + number + "}\n").faults())
                .singleElement()
                .asString()
                .contains(fault);
        assertThat(complete().set("policy.max_in_flight=" + number).faults())
                .singleElement()
                .asString()
                .contains(fault);
    }

    @Test
    void setBeatsTheEnvironmentWhichBeatsTheFile() throws IOException {
        String file = "policy: {stream_speedup: 1, max_in_flight: 1, retry_max_ms: 1000}\n";
        WspConfig config = complete()
                .add(file)
                .environment("WSP_POLICY_STREAM_SPEEDUP", "2")
                .environment("WSP_POLICY_MAX_IN_FLIGHT", "2")
                .set("policy.stream_speedup=3")
                .set("policy.stream_speedup=4")
                .read();

        assertThat(config.policy().pacing().speedup()).isEqualTo(Speedup.of("4"));
        assertThat(config.policy().push().maxInFlight()).isEqualTo(2);
        assertThat(config.policy().push().retry().max()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aValueThatIsOverriddenIsNotJudged() throws IOException {
        WspConfig config = complete()
                .add("policy: {stream_speedup: junk}\n")
                .set("policy.stream_speedup=max")
                .read();
        assertThat(config.policy().pacing().speedup()).isEqualTo(Speedup.MAX);
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        String json = """
                {"control_bus": {"root": "bus"}, "object_store": {"root": "store"}, "oracle": {"root": "oracle"},
                \t"catalogue": "c.json", "ingress": {"url": "https://gate"}, "state": {"root": "state"},
                \t"policy": {"stream_speedup": 1e9}}
                """;
        WspConfig config = complete().file("wsp.json", json).read();
        assertThat(config.policy().pacing().speedup()).isEqualTo(Speedup.of("1000000000"));
        assertThat(config.get(ConfigTable.INGRESS_URL)).isEqualTo("https://gate");
    }

    @Test
    void keysMayBeWrittenWithTheirSection() throws IOException {
        assertThat(complete()
                        .add("policy.stream_speedup: 60\n")
                        .read()
                        .policy()
                        .pacing()
                        .speedup())
                .isEqualTo(Speedup.of("60"));
    }

    @Test
    void relativePathsCountFromTheFilesFolderWhoeverSetsThem() throws IOException {
        WspConfig config = complete()
                .environment("WSP_STATE_ROOT", "elsewhere/state")
                .set("oracle.root=../oracle")
                .set("object_store.root=/absolute")
                .read();

        assertThat(config.get(ConfigTable.CONTROL_BUS_ROOT)).isEqualTo(new Location("bus", folder.resolve("bus")));
        assertThat(config.get(ConfigTable.STATE_ROOT).path()).isEqualTo(folder.resolve("elsewhere/state"));
        assertThat(config.get(ConfigTable.ORACLE_ROOT))
                .isEqualTo(new Location("../oracle", folder.resolve("../oracle")));
        assertThat(config.get(ConfigTable.OBJECT_STORE_ROOT))
                .isEqualTo(new Location("/absolute", Path.of("/absolute")));
    }

    @Test
    void aliasesMayHoldDotsSlashesAndSchemes() throws IOException {
        String yaml = "oracle.aliases: {\"s3://bucket/v1.0\": a, 'C:\\runs': /b}\n";
        assertThat(complete().add(yaml).read().get(ConfigTable.ORACLE_ALIASES))
                .containsOnly(
                        java.util.Map.entry("s3://bucket/v1.0", new Location("a", folder.resolve("a"))),
                        java.util.Map.entry("C:\\runs", new Location("/b", Path.of("/b"))));
        assertThat(complete().set("oracle.aliases={\"runs/a.b\": \"x\"}").read().get(ConfigTable.ORACLE_ALIASES))
                .containsOnlyKeys("runs/a.b");
    }

    static Stream<PolicySetting> numbers() {
        return PolicySetting.all().stream().filter(setting -> setting.forms().contains(Form.NUMBER));
    }

    /** A key that also takes words parses text itself; for any other key that takes a number, text is none. */
    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberInQuotes_isReadOnlyByKeysThatAlsoTakeWords(PolicySetting setting) throws IOException {
        int dot = setting.key().indexOf('.');
        String yaml = setting.key().substring(0, dot) + ": {" + setting.key().substring(dot + 1) + ": %s}\n";
        String quoted = yaml.formatted("\"4000\"");

        assertThat(setting.valueIn(complete().add(yaml.formatted("4000")).read().policy()))
                .isEqualTo("4000");
        if (setting.forms().contains(Form.TEXT)) {
            assertThat(setting.valueIn(complete().add(quoted).read().policy())).isEqualTo("4000");
        } else {
            assertThat(complete().add(quoted).faults())
                    .singleElement()
                    .asString()
                    .startsWith(setting.key() + " (wsp.yaml): expected ")
                    .endsWith(", found \"4000\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "0.5, 0.5", "1, 1", "1e9, 1000000000", "1E+9, 1000000000", "max, max", "'\"60\"', 60"})
    void speedupsThatAreAllowed(String written, String read) throws IOException {
        String yaml = "policy:\n  stream_speedup: " + written + "\n";
        assertThat(complete().add(yaml).read().policy().pacing().speedup()).isEqualTo(Speedup.of(read));
        String text = written.replace("\"", "");
        assertThat(complete()
                        .set("policy.stream_speedup=" + text)
                        .read()
                        .policy()
                        .pacing()
                        .speedup())
                .isEqualTo(Speedup.of(read));
        assertThat(complete()
                        .environment("WSP_POLICY_STREAM_SPEEDUP", text)
                        .read()
                        .policy()
                        .pacing()
                        .speedup())
                .isEqualTo(Speedup.of(read));
    }

    @Test
    void aSpeedupKeepsAllItsDigits() throws IOException {
        assertThat(complete()
                        .add("policy:\n  stream_speedup: 123456789012.123456789\n")
                        .read()
                        .policy()
                        .pacing()
                        .speedup()
                        .billionths())
                .isEqualTo("123456789012123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "-0.5", ".nan", "NaN", ".inf", "fast", "1e13", "0.0000001", "\"\"", "[60]", "true"})
    void speedupsThatAreNot(String written) throws IOException {
        assertThat(complete()
                        .add("policy:\n  stream_speedup: " + written + "\n")
                        .faults())
                .singleElement()
                .asString()
                .startsWith("policy.stream_speedup (wsp.yaml): ")
                .contains("a decimal from 0.000001 to 1000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "polcy.stream_speedup=1, policy.stream_speedup",
        "stream_speedup=1, policy.stream_speedup",
        "policy.straem_speedup=1, policy.stream_speedup",
        "ingress.ulr=x, ingress.url",
        "STATE.ROOT=x, state.root",
        "oracle.alias=x, oracle.aliases",
        "policy.rate_cap=1, policy.rate_cap_eps",
    })
    void anUnknownKeyNamesTheNearestKnown(String setting, String nearest) throws IOException {
        assertThat(complete().set(setting).faults())
                .singleElement()
                .asString()
                .endsWith("(--set): unknown key; the nearest known one is " + nearest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "policy.context_outputs=a, b_1 | found \"a, b_1\"; written as JSON: [\"a\", \"b_1\"]",
                "policy.never_stream=['s4_*'] | found \"['s4_*']\"; written as JSON: [\"s4_*\"]",
                "policy.ignorable_facts_fields=[x,y] | found \"[x,y]\"; written as JSON: [\"x\", \"y\"]",
                "policy.context_outputs= | found \"\"; written as JSON: [\"NAME\", \"NAME\"]",
                "policy.max_disorder=a=1s | found \"a=1s\"; written as JSON: {\"NAME\": \"VALUE\"}",
                "oracle.aliases=a=b | expected a map of prefix to path, as JSON {\"PREFIX\": \"PATH\"}, found \"a=b\""
            })
    void listAndMap_setAsWords_areFaultsThatShowTheJson(String setting, String message) throws IOException {
        String key = setting.substring(0, setting.indexOf('='));
        assertThat(complete().set(setting).faults())
                .singleElement()
                .asString()
                .startsWith(key + " (--set): ")
                .endsWith(message);
    }

    @Test
    void anUnknownKeyInTheFileIsNamedWithItsSection() throws IOException {
        assertThat(complete().add("polcy: {max_in_fligth: 2}\ningress_url:\n").faults())
                .containsExactlyInAnyOrder(
                        "\"polcy.max_in_fligth\" (wsp.yaml): unknown key; the nearest known one is policy.max_in_flight",
                        "\"ingress_url\" (wsp.yaml): unknown key; the nearest known one is ingress.url");
    }

    @Test
    void allFaultsAreReportedAtOnce() throws IOException {
        String yaml = """
                oracle: {root: 7}
                catalogue: catalogue.yaml
                policy:
                  max_in_flight: 0
                  retry_max_ms: "1000"
                  stamp_emitted_at: yes please
                  framing: modern
                  producer: ""
                  schema_version: 1
                  unheard_of: 1
                """;
        assertThat(complete()
                        .file("wsp.yaml", yaml)
                        .set("policy.quarantine_first=many")
                        .set("nonsense")
                        .environment("WSP_POLICY_AMBIGUOUS_RETRIES", "1.5")
                        .faults())
                .containsExactlyInAnyOrder(
                        "\"policy.unheard_of\" (wsp.yaml): unknown key",
                        "--set: expected key=value, found no key or no '='",
                        "control_bus.root: missing; set it in the file, as WSP_CONTROL_BUS_ROOT, or with --set",
                        "object_store.root: missing; set it in the file, as WSP_OBJECT_STORE_ROOT, or with --set",
                        "oracle.root (wsp.yaml): expected a path, or s3://bucket/prefix, found the number \"7\"",
                        "ingress.url: missing; set it in the file, as WSP_INGRESS_URL, or with --set",
                        "state.root: missing; set it in the file, as WSP_STATE_ROOT, or with --set",
                        "policy.framing (wsp.yaml): expected one of `legacy_pull`, `canonical`, found \"modern\"",
                        "policy.schema_version (wsp.yaml): expected text of 1 to 64 characters, in quotes if it is a number; `none` or null to omit the field; or a map of output to such text, with `default` for all other outputs, found the number \"1\"",
                        "policy.stamp_emitted_at (wsp.yaml): expected true or false, found \"yes please\"",
                        "policy.max_in_flight (wsp.yaml): max in flight is 1 to 65536, not 0",
                        "policy.producer (wsp.yaml): a producer is 1 to 128 characters, not \"\"",
                        "policy.retry_max_ms (wsp.yaml): expected a whole number of milliseconds, found \"1000\"",
                        "policy.ambiguous_retries (environment WSP_POLICY_AMBIGUOUS_RETRIES): expected a whole number, 0 or more, found \"1.5\"",
                        "policy.quarantine_first (--set): expected a whole number, 0 or more, found \"many\"");
    }

    @Test
    void keysThatDoNotFitEachOther() throws IOException {
        assertThat(complete().set("policy.retry_initial_ms=20000").faults())
                .singleElement()
                .asString()
                .startsWith("policy.retry_initial_ms (--set): backoff is 0 < initial <= max");
    }

    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"DRY_RUN_BUS", "DRY_RUN_MESSAGE"})
    void rehearsingNeedsNeitherGateNorState(Purpose purpose) throws IOException {
        String yaml = """
                object_store: {root: store}
                oracle: {root: oracle}
                catalogue: c.yaml
                ingress: {auth_token_env: NOT_SET}
                """;
        assertThat(complete().file("wsp.yaml", yaml).faults(purpose))
                .hasSize(purpose == Purpose.DRY_RUN_BUS ? 1 : 0)
                .allMatch(fault -> fault.startsWith("control_bus.root: missing"));
    }

    @Test
    void token_thatIsNotSet_isReportedWithTheOtherFaults() throws IOException {
        assertThat(complete()
                        .set("ingress.auth_token_env=NOT_SET")
                        .set("policy.max_in_flight=0")
                        .faults())
                .hasSize(2)
                .anyMatch(fault -> fault.startsWith("policy.max_in_flight (--set)"))
                .anyMatch(fault -> fault.startsWith("ingress.auth_token_env: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/srv/state", "https://host/state"})
    void path_isAUrl_isAFault(String url) throws IOException {
        assertThat(complete().environment("WSP_CHECKPOINT_ROOT", url).faults())
                .containsExactly("checkpoint.root (environment WSP_CHECKPOINT_ROOT): expected a path on this machine,"
                        + " found the URL \"" + url + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "control_bus.root, a folder, control_bus.kind kafka or kinesis",
        "state.root, it stays a folder of this host, set state.kind to s3",
        "checkpoint.root, for saved runs in S3, set state.kind to s3",
        "spill.root, rows are spilled to a disk of this host, a disk"
    })
    void path_thatCannotBeInS3_isAFaultThatNamesTheWayOut(String key, String reason, String wayOut) throws IOException {
        assertThat(complete().set(key + "=s3://bucket/wsp").faults())
                .singleElement()
                .asString()
                .startsWith(key + " (--set): expected a path on this machine, found \"s3://bucket/wsp\"; ")
                .contains(reason, wayOut);
    }

    @Test
    void path_thatMayBeInS3_isARoot() throws IOException {
        WspConfig config = complete()
                .set("sorted.root=s3://bucket/sorted")
                .set("dead_letter.root=s3://bucket/letters")
                .set("catalogue=s3://bucket/catalogue.yaml")
                .read();
        assertThat(config.get(ConfigTable.SORTED_ROOT)).isEqualTo(new S3Root("s3://bucket/sorted"));
        assertThat(config.get(ConfigTable.DEAD_LETTER_ROOT)).isEqualTo(new S3Root("s3://bucket/letters"));
        assertThat(config.get(ConfigTable.CATALOGUE)).isEqualTo(new S3Root("s3://bucket/catalogue.yaml"));
    }

    /** The user information of a location in S3 or of another URL may be a secret. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "object_store.root=s3://AKIA:hidden@buck/v",
                "object_store.root=s3:AKIA:hidden@buck",
                "object_store.root=S3://AKIA:hid/hidden@buck/v",
                "object_store.root=https://me:hidden@host/v",
                "oracle.root=s3://hidden@buck",
                "oracle.aliases={\"a\":\"s3://AKIA:hidden@buck/v\"}",
                "catalogue=s3://AKIA:hidden@buck/c.yaml",
                "survey.root=s3://AKIA:hidden@buck/v",
                "state.root=s3://AKIA:hidden@buck/v",
                "spill.root=ftp://me:hidden@host/v"
            })
    void read_secretInALocation_isRefusedAndNotShown(String setting) throws IOException {
        String key = setting.substring(0, setting.indexOf('='));
        assertThat(complete().set(setting).faults())
                .singleElement()
                .asString()
                .contains(key + " (--set): ")
                .doesNotContain("hidden", "AKIA");
    }

    @Test
    void read_bucketNameTooShort_saysTheFormOfTheKey() throws IOException {
        assertThat(complete().set("object_store.root=s3://b/p").faults())
                .singleElement()
                .asString()
                .contains("expected s3://bucket or s3://bucket/prefix, where the bucket has 3 to 63 characters");
        assertThat(complete().set("catalogue=s3://b/p").faults())
                .singleElement()
                .asString()
                .contains("expected s3://bucket/key of an object, where the bucket has 3 to 63 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket", "s3://bucket/", "s3://bucket/folder/"})
    void catalogue_thatIsNoObject_isAFault(String text) throws IOException {
        assertThat(complete().set("catalogue=" + text).faults())
                .singleElement()
                .asString()
                .contains("catalogue (--set): expected a path, or s3://bucket/key of an object, found \"" + text + '"');
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void token_isRequiredByWhatPushes(Purpose purpose) throws IOException {
        ConfigFixture unset = complete().add("dead_letter: {root: letters}\n").set("ingress.auth_token_env=TOKEN");
        if (purpose == Purpose.RUN || purpose == Purpose.REDRIVE) {
            assertThat(unset.faults(purpose))
                    .containsExactly("ingress.auth_token_env: the environment variable TOKEN is not set");
        } else {
            assertThat(unset.faults(purpose)).isEmpty();
        }
    }

    /** Names of variables are shown; what may be a secret is not. */
    @ParameterizedTest
    @CsvSource({
        "GATE_TOKEN_2, GATE_TOKEN_2",
        "hunter2, named here",
        "Token, named here",
        "AKIAIOSFODNN7EXAMPLE, named here",
        "JBSWY3DPEHPK3PXP, named here",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ, named here",
        "_TOKEN, named here"
    })
    void unsetVariable_isNamedIfItHasTheFormOfAName(String name, String shown) throws IOException {
        String fault = ": the environment variable " + shown + " is not set";
        assertThat(complete()
                        .set("ingress.auth_token_env=" + name)
                        .set("state.kind=jdbc")
                        .set("state.jdbc.url=jdbc:postgresql://db/state")
                        .set("state.jdbc.password_env=" + name)
                        .faults())
                .containsExactly("ingress.auth_token_env" + fault, "state.jdbc.password_env" + fault);
    }

    @Test
    void faultsOfAdaptersAndNamedFiles_areReportedWithTheOthers() throws IOException {
        assertThat(complete()
                        .set("control_bus.kind=kafka")
                        .set("control_bus.kafka.bootstrap.servers=")
                        .set("control_bus.kafka.enable.auto.commit=true")
                        .set("security.producers=missing-file")
                        .set("policy.max_in_flight=0")
                        .set("state.kind=jdbc")
                        .set("state.jdbc.url=jdbc:postgresql://db/state")
                        .set("state.jdbc.password_file=missing-too")
                        .faults())
                .hasSize(5)
                .anyMatch(fault -> fault.startsWith("policy.max_in_flight (--set): "))
                .anyMatch(fault -> fault.startsWith("security.producers (--set): ") && fault.contains("missing-file"))
                .anyMatch(fault -> fault.startsWith("state.jdbc.password_file: cannot read "))
                .contains(
                        "control_bus.kafka.enable.auto.commit (--set): cannot be set, since WSP commits a message when it"
                                + " is settled",
                        "control_bus.kafka.bootstrap.servers (--set): missing; expected HOST:PORT, or several separated by"
                                + " commas");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sorted.max_bytes=0 | sorted.max_bytes (--set): expected a whole number, 1 or more, found 0",
                "bogus=1 | \"bogus\" (--set): unknown key",
                "security.ready_keys={} | found an empty map"
            })
    void wrongValue_isSaidInWordsOfTheKey(String setting, String message) throws IOException {
        assertThat(complete().set(setting).faults()).singleElement().asString().endsWith(message);
    }

    @Test
    void readyKeysThatAreTurnedOff_areOneWarning() throws IOException {
        assertThat(complete()
                        .set("security.ready_keys={\"k\":{\"alg\":\"Ed25519\",\"file\":\"absent\"}}")
                        .set("security.ready_signature=off")
                        .read()
                        .warnings())
                .containsExactly("security.ready_keys (--set): not used, since security.ready_signature is off");
    }

    @Test
    void theTokenIsNeverShown() throws IOException {
        assertThat(complete().set("ingress.auth_token_env=s3cr3t-t0ken").faults())
                .containsExactly(
                        "ingress.auth_token_env (--set): expected the name of an environment variable (letters, digits, _)");
        assertThat(complete().set("ingress.auth_token_env=s3cr3t").faults())
                .containsExactly("ingress.auth_token_env: the environment variable named here is not set");
        assertThat(complete().set("ingress.url=http://me:s3cr3t@gate").faults())
                .singleElement()
                .asString()
                .doesNotContain("s3cr3t");
    }

    /** Whoever misreads a key writes the token there, in any form. */
    @ParameterizedTest
    @CsvSource({
        "ingress.auth_header, Bearer 5ecret-t0ken",
        "ingress.auth_header, 5ecret:t0ken",
        "ingress.auth_header, '5ecret-t0ken\n'",
        "ingress.auth_token_env, 5ecret.t0ken",
        "ingress.auth_token_env, s5ecret_t0ken",
        "ingress.url, 5ecret-t0ken",
        "ingress.url, https://gate?key=5ecret-t0ken",
        "ingress.url, https://gate#5ecret-t0ken",
        "ingress.url, https://5ecret-t0ken@gate",
        "ingress.url, https://gate/5ecret t0ken"
    })
    void ingressKey_holdingASecret_isRefusedAndNotShown(String key, String value) throws IOException {
        assertThat(complete().set(key + "=" + value).faults())
                .singleElement()
                .asString()
                .startsWith(key)
                .doesNotContain("5ecret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_header", "auth_token_env", "url"})
    void ingressKey_ofAnotherType_isRefusedAndNotShown(String key) throws IOException {
        String ingress = "{" + (key.equals("url") ? "" : "url: 'https://gate', ") + key + ": 5550123}";
        String yaml = ConfigFixture.COMPLETE.replace("{url: \"http://localhost:8080/\"}", ingress);
        assertThat(complete().file("wsp.yaml", yaml).faults())
                .singleElement()
                .asString()
                .startsWith("ingress." + key)
                .doesNotContain("5550123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cr3t\n", " s3cr3t", "s3cr3t\r\nX-Other: 1", "s3cr3té", "s3cr3t\t", "\u0001s3cr3t"})
    void token_thatIsNoHeaderValue_isRefusedAtTheStartAndNotShown(String token) throws IOException {
        assertThat(complete()
                        .environment("GATE_TOKEN", token)
                        .set("ingress.auth_token_env=GATE_TOKEN")
                        .faults())
                .containsExactly(
                        "ingress.auth_token_env (environment GATE_TOKEN): the auth token is not a valid header value: it must"
                                + " be printable ASCII, not empty, without line breaks, leading or trailing spaces");
        assertThat(complete()
                        .environment("GATE_TOKEN", "Bearer s3cr3t")
                        .set("ingress.auth_token_env=GATE_TOKEN")
                        .faults())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate:8080", "ftp://gate", "http://", "http:///x", "http://gate?x=1", "", "http://ga te"})
    void urlsThatAreNotAGates(String url) throws IOException {
        assertThat(complete().set("ingress.url=" + url).faults())
                .singleElement()
                .asString()
                .startsWith("ingress.url (--set): ");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none at all",
            value = {
                "v7, v7",
                "1, 1",
                "none, none at all",
                "'', none at all",
                "null, none at all",
                "'{\"default\": null}', none at all",
                "'{\"other\": \"x\"}', v1"
            })
    void schemaVersionsBySetting(String text, String version) throws IOException {
        assertThat(complete()
                        .set("policy.schema_version=" + text)
                        .read()
                        .policy()
                        .envelope()
                        .schemaVersions()
                        .of(new OutputId("trades")))
                .isEqualTo(Optional.ofNullable(version));
    }

    @Test
    void nullInTheFileLeavesASchemaVersionOutAndAnyOtherKeyAtItsDefault() throws IOException {
        StreamPolicy policy = complete()
                .add("policy: {schema_version: null, producer: null, rate_cap_eps: ~}\n")
                .read()
                .policy();
        assertThat(policy.envelope().schemaVersions().of(new OutputId("trades")))
                .isEmpty();
        assertThat(policy.envelope().producer())
                .isEqualTo(StreamPolicy.defaults().envelope().producer());
        assertThat(policy.pacing().rateSchedule()).isNull();
    }

    @Test
    void theWaitStrategyIsParkUnlessItIsSet() throws IOException {
        assertThat(complete().read().get(EngineKeys.IDLE_STRATEGY)).isEqualTo(IdleStrategy.park());
        assertThat(complete()
                        .add("engine: {idle_strategy: Spin_Tail(50us)}\n")
                        .read()
                        .get(EngineKeys.IDLE_STRATEGY))
                .isEqualTo(IdleStrategy.spinTail(Duration.ofNanos(50_000)));
        assertThat(complete().set("engine.idle_strategy=spin").faults())
                .singleElement()
                .asString()
                .startsWith("engine.idle_strategy (--set): not an idle strategy: \"spin\"; allowed are park");
    }

    @Test
    void aRateCapCanBeTakenBack() throws IOException {
        assertThat(complete()
                        .add("policy: {rate_cap_eps: 10}\n")
                        .set("policy.rate_cap_eps=none")
                        .read()
                        .policy()
                        .pacing()
                        .rateSchedule())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [|not a YAML document",
                "just text|expected a map of keys",
                "[1, 2]|expected a map of keys",
                "policy: 7|policy (wsp.yaml): a section, not a key; put its keys below it",
                "catalogue: a%ncatalogue: b|not a YAML document",
                "a: &x b%ncatalogue: *x|YAML aliases are not supported",
                "catalogue: a%n---%nstate.root: b|not a YAML document",
                "state.root: a%nstate: {root: b}|state.root (wsp.yaml): set twice in this file; keep one",
            })
    void documentsThatAreNone(String text, String message) throws IOException {
        assertThat(complete().file("wsp.yaml", text.replace("%n", "\n")).faults(Purpose.DRY_RUN_MESSAGE))
                .anyMatch(fault -> fault.contains(message));
    }

    @Test
    void anEmptyFileIsNoFaultOfItsOwn() throws IOException {
        assertThat(complete().file("wsp.yaml", "# nothing\n").faults()).allMatch(fault -> fault.contains(": missing;"));
    }

    @Test
    void aFileThatIsNotThereOrNotUtf8() throws IOException {
        Path latin1 = Files.write(folder.resolve("l.yaml"), "catalogue: \u00fc".getBytes(StandardCharsets.ISO_8859_1));
        for (Path file : new Path[] {folder.resolve("absent.yaml"), latin1}) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> ConfigReader.read(
                            file, java.util.Map.of(), java.util.List.of(), Purpose.RUN, PathSpelling.ofThisProcess()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(file.equals(latin1) ? "not UTF-8" : "no such file");
        }
    }

    @Test
    void aPathThatTheLocaleCannotSpellNamesLocaleAndRemedy() throws IOException {
        assertThat(complete()
                        .spelling(new PathSpelling(StandardCharsets.US_ASCII))
                        .set("oracle.root=/daten/m\u00fcnchen")
                        .faults())
                .containsExactly("oracle.root (--set): the locale of this process (US-ASCII) cannot spell the path"
                        + " \"/daten/m\u00fcnchen\"; start wsp in a UTF-8 locale, such as LC_ALL=C.UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "pipe", "."})
    void read_noRegularFile_isRefusedUnread(String path) throws Exception {
        Path file = folder.resolve(path);
        if (path.equals("pipe")) {
            new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
        }
        PathSpelling spelling = new PathSpelling(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ConfigReader.read(file, Map.of(), List.of(), Purpose.RUN, spelling))
                .isInstanceOfSatisfying(
                        ConfigException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining("cannot be read: it is");
    }

    @Test
    void read_fileOverTheLimit_isRefusedUnread() throws IOException {
        assertThat(complete().add("# " + "x".repeat(1 << 20)).faults())
                .singleElement()
                .asString()
                .endsWith("cannot be read: it has more than 1048576 bytes");
    }

    @Test
    void read_manyUnknownKeys_tellsTheFirstHundredAndHowManyMore() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            text.append("k").append(i).append(": 1\n");
        }
        assertThat(complete().add(text.toString()).faults())
                .hasSize(101)
                .last()
                .asString()
                .startsWith("and 29900 more");
    }

    @Test
    void add_faultsBeyondTheLimit_areNotComputed() {
        ConfigFaults faults = new ConfigFaults();
        int[] computed = new int[1];
        for (int i = 0; i < 5000; i++) {
            faults.add("k", () -> "nearest " + computed[0]++);
        }
        assertThat(computed[0]).isEqualTo(100);
    }

    @Test
    void read_unknownKeyOfAMegabyte_isTold() throws IOException {
        assertThat(complete().set("x".repeat(1 << 20) + "=1").faults())
                .singleElement()
                .asString()
                .endsWith(": unknown key")
                .hasSizeLessThan(1000);
    }

    /** Numbers of every kind for every key, from every source: read as what they are, or a fault. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e9999999999",
                "-1e-9999999999",
                "1e2147483647",
                "1e-2147483647",
                "1e999999999",
                ".inf",
                "-.inf",
                ".nan",
                "NaN",
                "Infinity",
                "0x7fffffffffffffffffffffffffff",
                "0x1F",
                "0o17",
                "017",
                "0b1",
                "0b",
                "190:20:30",
                "190:20:30.15",
                "1_000",
                "_1",
                "08",
                "+1",
                "--1",
                "9223372036854775808",
                "-9223372036854775809",
                "4294967296",
                "-0",
                "0.0000000000000000000000000001",
                "99"
            })
    void read_anyNumberForAnyKey_isReadOrAFault(String number) throws IOException {
        String value = number.equals("99") ? "9".repeat(5000) : number;
        complete().file("all.yaml", eachKey("\n", key -> key + ": " + value)).faults();
        complete()
                .file("all.json", "{" + eachKey(",", key -> "\"" + key + "\":" + value) + "}")
                .faults();
        ConfigFixture variables = complete();
        ConfigTable.ALL.forEach(key -> variables.environment(key.environmentName(), value));
        variables.faults();
        for (String form : List.of("%s", "[%s]", "[{\"after\":\"0s\",\"eps\":%s}]", "{\"a\":%s}", "{\"a\":\"%s\"}")) {
            ConfigFixture settings = complete();
            ConfigTable.ALL.forEach(key -> settings.set(key.name() + "=" + String.format(form, value)));
            settings.faults();
        }
    }

    private static String eachKey(String separator, UnaryOperator<String> line) {
        return ConfigTable.ALL.stream().map(key -> line.apply(key.name())).collect(Collectors.joining(separator));
    }

    /** Documents that mean to hurt, in either form: a fault each, within the memory and depth that the parsers allow. */
    @Test
    void read_hostileDocuments_areFaults() throws IOException {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x]\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("a" + i + ": &a" + i + " [*a" + (i - 1) + " , *a" + (i - 1) + " ]\n");
        }
        for (String text : List.of(
                laughs.toString(),
                "[".repeat(200_000),
                "{\"a\":".repeat(100_000),
                "a: ".repeat(1000),
                "- ".repeat(200_000),
                "policy: {stream_speedup: 1, stream_speedup: 2}",
                "? ".repeat(10_000),
                "\0",
                "a: \"\\ud800\"",
                "!!java.net.URL [http://localhost]",
                "a: !!binary \"%%%\"",
                "&a ".repeat(1000),
                "---\n".repeat(1000),
                "%YAML 9.9\n---\na: 1")) {
            for (String name : List.of("hostile.yaml", "hostile.json")) {
                assertThat(complete().file(name, text).faults())
                        .as("%s: %.30s", name, text)
                        .isNotEmpty();
            }
        }
    }
}
