package io.worldstream.wsp.internal.plan;

import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_PATH;
import static io.worldstream.wsp.internal.join.FactsFixture.OPTIONAL;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM_GATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.internal.join.FactsFixture;
import io.worldstream.wsp.internal.join.FactsFixture.World;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.internal.join.RunFacts;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.IdentityHints;
import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.KeyCheck;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.PayloadProfile;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StartAt;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan is a function of facts, catalogue and policy; its digest is over what is streamed, not when (design 4; I6). */
final class PlannerTest {
    private static Planner planner(World world) {
        return new Planner(world.policy());
    }

    private static final String PINNED = "0e46af2f3eac29f7e58e4c54c9462597ca1ccc45680e686621fefd641305a8ab";
    /** All but the first, which the facts view of the fixture needs. */
    private static final Limits SMALL_LIMITS = Limits.builder()
            .maxMessageBytes(1)
            .maxDocumentBytes(1 << 20)
            .maxParts(1)
            .maxRowBytes(2)
            .maxRowDepth(1)
            .maxKeyBytes(1)
            .maxFindings(1)
            .maxRowViolations(1)
            .maxBadRows(1)
            .sortBytes(1)
            .maxTieBytes(1)
            .readAheadEvents(1)
            .readAheadBytes(1)
            .build();

    private static final List<String> KEY =
            List.of("seed", "manifest_fingerprint", "scenario_id", "flow_id", "event_seq");

    private static StreamPlan plan(Consumer<FactsFixture> change) {
        FactsFixture fixture = FactsFixture.sound();
        change.accept(fixture);
        World world = fixture.seal();
        return planner(world).plan(facts(world));
    }

    private static RunFacts facts(World world) {
        JoinResult result = world.joinSurface().check(world.ready());
        assertThat(result).isInstanceOf(JoinResult.Joined.class);
        return ((JoinResult.Joined) result).facts();
    }

    @Test
    void thePlanSaysWhatIsStreamed() {
        World world = FactsFixture.sound()
                .policy(policy -> policy.withEnvelope(
                        envelope -> envelope.withSchemaVersion(STREAM, null).withProducer("svc:test")))
                .seal();
        RunFacts facts = facts(world);
        StreamPlan plan = planner(world).plan(facts);
        assertThat(plan.pins()).isEqualTo(facts.pins());
        assertThat(plan.window()).isNull();
        assertThat(plan.payloadProfile()).isEqualTo(PayloadProfile.LEGACY_PULL);
        assertThat(plan.eventIdRecipe()).isEqualTo(EventIdRecipe.LEGACY_PULL);
        assertThat(plan.envelopeContract()).isEqualTo(EnvelopeContract.V0);
        assertThat(plan.producer()).isEqualTo("svc:test");
        assertThat(plan.notes()).isEmpty();
        assertThat(plan.absent()).isEmpty();
        assertThat(plan.targets())
                .containsExactly(
                        StreamPlan.Target.builder(
                                        ARRIVALS,
                                        ARRIVALS_PATH,
                                        facts.targets().get(0).locatorJson(),
                                        facts.targets().get(0).contentDigest())
                                .primaryKey(List.of(
                                        "seed", "manifest_fingerprint", "scenario_id", "merchant_id", "arrival_seq"))
                                .gates(List.of(ARRIVALS_GATE))
                                .instanceScoped(true)
                                .schemaVersion("v1")
                                .instanceReceiptRef("sr/instance_receipts/arrival_events_5B.json")
                                .build(),
                        StreamPlan.Target.builder(
                                        STREAM,
                                        FactsFixture.STREAM_PATH,
                                        facts.targets().get(1).locatorJson(),
                                        facts.targets().get(1).contentDigest())
                                .primaryKey(
                                        List.of("seed", "manifest_fingerprint", "scenario_id", "flow_id", "event_seq"))
                                .gates(List.of(STREAM_GATE))
                                .instanceScoped(true)
                                .instanceReceiptRef("sr/instance_receipts/s3_event_stream_with_fraud_6B.json")
                                .build());
    }

    /** A digest that changes with the release would make every checkpoint a mismatch: this one is fixed. */
    @Test
    void theDigestOfOnePlanIsTheSameInEveryRelease() {
        assertThat(plan(fixture -> {}).digest()).hasToString(PINNED);
    }

    @Test
    void theSameFactsGiveTheSamePlan() {
        assertThat(plan(fixture -> {})).isEqualTo(plan(fixture -> {}));
    }

    @Test
    void theOrderOfTheDocumentIsNotInThePlan() {
        assertThat(plan(fixture -> fixture.facts(facts -> {
                    for (String array : List.of("locators", "gate_receipts", "instance_receipts")) {
                        ArrayNode elements = (ArrayNode) facts.path(array);
                        elements.add(elements.remove(0));
                    }
                    ObjectNode roles = (ObjectNode) facts.path("output_roles");
                    roles.set(STREAM.value(), roles.remove(STREAM.value()));
                    ObjectNode locator = FactsFixture.locator(facts, STREAM);
                    locator.set("path", locator.remove("path"));
                })))
                .isEqualTo(plan(fixture -> {}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIsStreamedIsInTheDigest(String what, Consumer<FactsFixture> change) {
        assertThat(plan(change).digest()).isNotEqualTo(plan(fixture -> {}).digest());
    }

    static Stream<Arguments> whatIsStreamedIsInTheDigest() {
        return Stream.of(
                arguments(
                        "the bytes",
                        fixture ->
                                fixture.oracle(oracle -> oracle.put(RootKind.ORACLE, FactsFixture.STREAM_PATH, "{}"))),
                arguments(
                        "the locator's path",
                        facts(facts ->
                                FactsFixture.locator(facts, STREAM).put("path", "./" + FactsFixture.STREAM_PATH))),
                arguments(
                        "another field of the locator",
                        facts(facts -> FactsFixture.locator(facts, STREAM).put("schema_ref", "x"))),
                arguments(
                        "a target less",
                        facts(facts -> ((ObjectNode) facts.path("output_roles")).remove(STREAM.value()))),
                arguments(
                        "an optional target that is absent",
                        facts(facts ->
                                ((ObjectNode) facts.path("output_roles")).put(OPTIONAL.value(), "business_traffic"))),
                arguments(
                        "where the instance receipt is",
                        facts(facts ->
                                FactsFixture.instanceReceipt(facts, STREAM).remove("artifacts"))),
                arguments("the window", window("2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z")),
                arguments("the run", runId("00000000000000000000000000000001")),
                arguments(
                        "where it begins",
                        policy(policy -> policy.withRead(read -> read.withStartAt(new StartAt(Instant.EPOCH, null))))),
                arguments("what follows a bad row", policy(PlannerTest::deadLetterBadRows)),
                arguments("the seed", pin("seed", "43")),
                arguments("the scenario", pin("scenario_id", "\"other\"")),
                arguments("the manifest", pin("manifest_fingerprint", "\"" + "0".repeat(64) + "\"")),
                arguments("the parameters", pin("parameter_hash", "\"" + "0".repeat(64) + "\"")),
                arguments(
                        "the primary key",
                        entry(List.of("flow_id"), List.of(STREAM_GATE), "ts_utc", TimeFormat.RFC3339)),
                arguments(
                        "the order of the primary key",
                        entry(
                                List.of("manifest_fingerprint", "seed", "scenario_id", "flow_id", "event_seq"),
                                List.of(STREAM_GATE),
                                "ts_utc",
                                TimeFormat.RFC3339)),
                arguments(
                        "the gates",
                        entry(KEY, List.of(STREAM_GATE, FactsFixture.ARRIVALS_GATE), "ts_utc", TimeFormat.RFC3339)),
                arguments("the time field", entry(KEY, List.of(STREAM_GATE), "at", TimeFormat.RFC3339)),
                arguments("the time format", entry(KEY, List.of(STREAM_GATE), "ts_utc", TimeFormat.EPOCH_MS)),
                arguments(
                        "the payload profile",
                        policy(policy -> policy.withEnvelope(
                                envelope -> envelope.withPayloadProfile(PayloadProfile.CANONICAL)))),
                arguments(
                        "the id recipe",
                        policy(policy ->
                                policy.withEnvelope(envelope -> envelope.withEventIdRecipe(EventIdRecipe.CANONICAL)))),
                arguments(
                        "the producer",
                        policy(policy -> policy.withEnvelope(envelope -> envelope.withProducer("svc:other")))),
                arguments(
                        "the schema version",
                        policy(policy -> policy.withEnvelope(envelope -> envelope.withSchemaVersion("v2")))),
                arguments(
                        "no schema version",
                        policy(policy -> policy.withEnvelope(envelope -> envelope.withSchemaVersion(null)))),
                arguments(
                        "the schema version of one output",
                        policy(policy -> policy.withEnvelope(envelope -> envelope.withSchemaVersion(STREAM, "v2")))),
                arguments("the envelope contract", v1("platform-1", "00000000000000000000000000000001")));
    }

    private static StreamPolicy deadLetterBadRows(StreamPolicy policy) {
        return policy.withOutcomes(outcomes -> outcomes.withOnBadRow(OutcomePolicy.OnBadRow.DEAD_LETTER));
    }

    /** Where bad rows are dead-lettered, a limit decides which rows are streamed. */
    @Test
    void theLimitsThatMakeARowBadAreInTheDigestWhereBadRowsAreDeadLettered() {
        assertThat(Stream.of(
                                Limits.builder(),
                                Limits.builder().maxRowDepth(7),
                                Limits.builder().maxKeyBytes(7))
                        .map(limits -> plan(policy(
                                        policy -> deadLetterBadRows(policy).withLimits(limits.build())))
                                .digest()))
                .doesNotHaveDuplicates();
        assertThat(plan(policy(policy -> deadLetterBadRows(policy)
                                .withLimits(Limits.builder().maxBadRows(7).build())))
                        .digest())
                .isEqualTo(plan(policy(PlannerTest::deadLetterBadRows)).digest());
    }

    @Test
    void theRunsOfThePlatformAreInTheDigest() {
        assertThat(Stream.of(
                                v1("platform-1", "00000000000000000000000000000001"),
                                v1("platform-2", "00000000000000000000000000000001"),
                                v1("platform-1", "00000000000000000000000000000002"))
                        .map(change -> plan(change).digest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void bothEndsOfTheWindowAreInTheDigest() {
        assertThat(Stream.of(
                                window("2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z"),
                                window("2026-01-01T00:00:00.000001Z", "2026-01-02T00:00:00.000000Z"),
                                window("2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000001Z"))
                        .map(change -> plan(change).digest()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whenItIsStreamedAndWhereFromIsNotInTheDigest(String what, Consumer<FactsFixture> change) {
        assertThat(plan(change).digest()).isEqualTo(plan(fixture -> {}).digest());
    }

    static Stream<Arguments> whenItIsStreamedAndWhereFromIsNotInTheDigest() {
        return Stream.of(
                arguments("the speed", policy(policy -> policy.withPacing(pacing -> pacing.withSpeedup(Speedup.MAX)))),
                arguments(
                        "the ticks",
                        policy(policy ->
                                policy.withPacing(pacing -> pacing.withProfile(PacingProfile.of("stepwise(1h)"))))),
                arguments(
                        "the limit on gaps",
                        policy(policy -> policy.withPacing(pacing -> pacing.withIdleGap(IdleGap.of("cap(1s)"))))),
                arguments(
                        "the late policy",
                        policy(policy ->
                                policy.withPacing(pacing -> pacing.withLatePolicy(LatePolicy.of("catch-up"))))),
                arguments(
                        "the rate cap",
                        policy(policy -> policy.withPacing(pacing -> pacing.withRateCap(BigDecimal.TEN)))),
                arguments("the window of pushes", policy(policy -> policy.withPush(push -> push.withMaxInFlight(64)))),
                arguments(
                        "the retries",
                        policy(policy -> policy.withPush(push -> push.withRetry(new RetryPolicy(
                                Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), 0, Set.of("X")))))),
                arguments(
                        "the quarantine",
                        policy(policy -> policy.withOutcomes(outcomes -> outcomes.withQuarantine(
                                QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(0))))),
                arguments("the limits", policy(policy -> policy.withLimits(SMALL_LIMITS))),
                arguments(
                        "the bound on disorder",
                        policy(policy -> policy.withRead(read -> read.withMaxDisorder(STREAM, Duration.ofHours(1))))),
                arguments(
                        "the check of keys",
                        policy(policy -> policy.withRead(read -> read.withKeyCheck(KeyCheck.WORLD)))),
                arguments(
                        "the trust in a survey",
                        policy(policy -> policy.withRead(read -> read.withSurveyTrust(SurveyTrust.SURVEY)))),
                arguments(
                        "the second look",
                        policy(policy -> policy.withRead(read -> read.withSecondLook(SecondLook.CRC32C)))),
                arguments(
                        "the stamp",
                        policy(policy -> policy.withEnvelope(envelope -> envelope.withStampEmittedAt(true)))),
                arguments(
                        "what is ignorable",
                        policy(policy ->
                                policy.withAdmission(admission -> admission.withIgnorableFactsFields(Set.of("x"))))),
                arguments(
                        "what is allowed",
                        policy(policy -> policy.withAdmission(admission -> admission.withAllowUngated(true)))),
                arguments(
                        "another role",
                        facts(facts -> ((ObjectNode) facts.path("output_roles")).put("s9", "audit_evidence"))),
                arguments(
                        "a note",
                        facts(facts -> facts.putArray("evidence_notes").add("a note"))),
                arguments("the record's place", facts(facts -> facts.put("record_ref", "elsewhere"))),
                arguments("another entry of the catalogue", fixture -> fixture.notInCatalogue(OPTIONAL)),
                arguments(
                        "a locator that stands twice",
                        fixture -> fixture.digestedFacts(facts -> ((ArrayNode) facts.path("locators"))
                                .add(FactsFixture.locator(facts, STREAM).deepCopy()))));
    }

    @Test
    void anAbsentOutputIsNamedInThePlanAndInANote() {
        StreamPlan plan = plan(
                facts(facts -> ((ObjectNode) facts.path("output_roles")).put(OPTIONAL.value(), "business_traffic")));
        assertThat(plan.absent()).containsExactly(OPTIONAL);
        assertThat(plan.targets()).hasSize(2);
        assertThat(plan.notes()).singleElement().asString().contains(OPTIONAL.value(), "absent");
    }

    @Test
    void theNotesOfTheJoinSurfaceAreKept() {
        StreamPlan plan = plan(fixture -> fixture.digestedFacts(facts -> ((ArrayNode) facts.path("locators"))
                .add(FactsFixture.locator(facts, STREAM).deepCopy())));
        assertThat(plan.notes()).singleElement().asString().contains("twice");
    }

    @Test
    void theWindowBoundsThePlan() {
        assertThat(plan(window("2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z"))
                        .window())
                .isEqualTo(new TrafficWindow(
                        Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z")));
    }

    private static Arguments arguments(String what, Consumer<FactsFixture> change) {
        return Arguments.of(what, change);
    }

    private static Consumer<FactsFixture> facts(Consumer<ObjectNode> change) {
        return fixture -> fixture.facts(change);
    }

    private static Consumer<FactsFixture> policy(UnaryOperator<StreamPolicy> change) {
        return fixture -> fixture.policy(change);
    }

    private static Consumer<FactsFixture> window(String start, String end) {
        return facts(facts ->
                facts.putObject("traffic_window").put("start_utc", start).put("end_utc", end));
    }

    private static Consumer<FactsFixture> entry(
            List<String> primaryKey, List<String> gates, String timeField, TimeFormat timeFormat) {
        return fixture -> fixture.catalogue(new Catalogue.Output(
                STREAM, primaryKey, gates, fixture.entry(STREAM).scope(), false, timeField, timeFormat));
    }

    /** Another run of the same world. */
    private static Consumer<FactsFixture> runId(String runId) {
        return fixture -> fixture.facts(facts -> {
                    facts.put("run_id", runId);
                    ((ObjectNode) facts.path("pins")).put("run_id", runId);
                })
                .ready(ready ->
                        new ReadySignal(ready.messageId(), new RunId(runId), ready.factsViewRef(), ready.bundleHash()));
    }

    /** The pin wherever it stands. */
    private static Consumer<FactsFixture> pin(String pin, String json) {
        return fixture -> fixture.facts(facts ->
                facts.findParents(pin).forEach(parent -> ((ObjectNode) parent).set(pin, parse(json))));
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static Consumer<FactsFixture> v1(String platformRun, String scenarioRun) {
        return fixture -> fixture.secondGeneration()
                .facts(facts -> {
                    facts.put("platform_run_id", platformRun)
                            .put("scenario_run_id", scenarioRun)
                            .put("run_id", scenarioRun);
                    ((ObjectNode) facts.path("pins"))
                            .put("platform_run_id", platformRun)
                            .put("scenario_run_id", scenarioRun)
                            .put("run_id", scenarioRun);
                })
                .ready(ready -> new ReadySignal(
                        ready.messageId(),
                        new RunId(scenarioRun),
                        ready.factsViewRef(),
                        ready.bundleHash(),
                        FactsFixture.announcement(platformRun, scenarioRun, Map.of())));
    }

    @Test
    void aStreamThatBeginsLaterSaysSo() {
        StreamPlan plan = plan(facts ->
                facts.policy(policy -> policy.withRead(read -> read.withStartAt(StartAt.of("2026-01-02T10:15:30Z")))));
        assertThat(plan.notes()).singleElement().asString().contains("starts at 2026-01-02T10:15:30Z");
    }

    /** One policy may be for many runs, so a name that is of none of this run's outputs is no fault. */
    @Test
    void aBoundForAnOutputThatIsNotStreamedIsNoted() {
        StreamPlan plan = plan(facts ->
                facts.policy(policy -> policy.withRead(read -> read.withMaxDisorder(STREAM, Duration.ofMinutes(1))
                        .withMaxDisorder(new OutputId("arival_events_5B"), Duration.ofMinutes(1)))));
        assertThat(plan.notes())
                .singleElement()
                .isEqualTo("max_disorder names arival_events_5B, which is not an output of this run");
    }

    private static UnaryOperator<StreamPolicy> hints(OutputId output, String field) {
        return policy -> policy.withEnvelope(envelope -> envelope.withPayloadProfile(PayloadProfile.CANONICAL)
                .withIdentityHints(
                        field.isEmpty()
                                ? IdentityHints.NONE
                                : IdentityHints.NONE.with(output, Map.of("flow_id", field))));
    }

    @Test
    void identityHints_ofAnOutputOfTheRun_areInTheDigest() {
        assertThat(List.of(
                        plan(facts -> facts.policy(hints(STREAM, ""))).digest(),
                        plan(facts -> facts.policy(hints(STREAM, "flow_id"))).digest(),
                        plan(facts -> facts.policy(hints(STREAM, "event_seq"))).digest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void identityHints_ofAnotherOutput_areNotedAndChangeNothing() {
        StreamPlan plan = plan(facts -> facts.policy(hints(new OutputId("other"), "flow_id")));
        assertThat(plan.notes()).containsExactly("identity_hints names other, which is not an output of this run");
        assertThat(plan.digest())
                .isEqualTo(plan(facts -> facts.policy(hints(STREAM, ""))).digest());
    }
}
