package io.worldstream.wsp.tests;

import static io.worldstream.wsp.api.ReasonCode.INGRESS_PROTOCOL;
import static io.worldstream.wsp.api.ReasonCode.INGRESS_REJECTED;
import static io.worldstream.wsp.api.ReasonCode.INGRESS_UNAUTHORISED;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.answer;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.answerWith;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.authBackendUnavailable;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.closingAfter;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.closingSilentlyAfter;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.codesInReceipt;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.holdBeforeTaking;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.payloadTooLarge;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.publishFailed;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.quarantine;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.resetBeforeTaking;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.retryRequired;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.takeThenAnswerWith;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.takeThenCutShort;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.takeThenHold;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.takeThenReset;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.unauthorized;
import static io.worldstream.wsp.testkit.gate.GateBehaviour.wrongReceipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateBehaviour.ReceiptFault;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of answers of contracts 9, row by row, from the engine over a real socket to a gate and back. */
@Timeout(600)
class GateContractTest {
    private static final int EVENTS = 4;
    /** The second event meets the answer that a test is about. */
    private static final String SECOND = "\"n\":1,";

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private World world = Trades.world(EVENTS, 1000).putInto(oracle);
    private final HeardEvents heard = new HeardEvents();
    private final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();
    private Duration timeout = Duration.ofMinutes(1);
    private String token = "";
    private StreamPolicy policy =
            SteppedProducer.AS_FAST_AS_CAN_BE.withPush(push -> push.withRetry(retry(Duration.ofSeconds(30), Set.of())));

    private static RetryPolicy retry(Duration budget, Set<String> reasons) {
        return new RetryPolicy(budget, Duration.ofMillis(1), Duration.ofMillis(2), 3, reasons);
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private void giveUpSoon() {
        policy = policy.withPush(push -> push.withRetry(retry(Duration.ofMillis(150), Set.of())));
    }

    private static GateScript onSecond(GateBehaviour behaviour) {
        return request -> request.body().contains(SECOND) ? behaviour : answer();
    }

    private static GateScript onSecondOnce(GateBehaviour behaviour) {
        return request -> request.body().contains(SECOND) && request.attempt() == 1 ? behaviour : answer();
    }

    private static boolean isSecond(GateRequest request) {
        return request.body().contains(SECOND);
    }

    private static EmbeddedGate gate(GateScript script) {
        return EmbeddedGate.builder().script(script).start();
    }

    private RunSummary run(EmbeddedGate gate) {
        return run(gate, url -> url);
    }

    private RunSummary run(EmbeddedGate gate, UnaryOperator<String> url) {
        HttpIngressSink.Builder http = HttpIngressSink.builder()
                .url(url.apply(gate.url().toString()))
                .clock(new SystemClock())
                .timeout(timeout);
        try (HttpIngressSink sink = (token.isEmpty() ? http : http.authToken(token)).build();
                WorldStreamProducer wsp = keepingDeadLetters(WorldStreamProducer.builder()
                                .readySource(bus)
                                .oracle(oracle)
                                .ingress(sink)
                                .catalogue(world.catalogue())
                                .policy(policy)
                                .listener(heard))
                        .build()) {
            wsp.start();
            world.announceOn(bus);
            wsp.awaitIdle();
            return heard.only();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private WorldStreamProducer.Builder keepingDeadLetters(WorldStreamProducer.Builder producer) {
        return policy.outcomes().deadLetters()
                ? producer.checkpoints(
                        new InMemoryCheckpointStore(), new InMemoryRunLease(new SystemClock()).as("host"), deadLetters)
                : producer;
    }

    private static void assertCompleted(RunSummary summary, int admitted, int duplicate, int quarantined, int retries) {
        assertThat(summary.violations()).isEmpty();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events())
                .isEqualTo(EventCounts.builder()
                        .planned(EVENTS)
                        .pushed(EVENTS)
                        .admitted(admitted)
                        .duplicate(duplicate)
                        .quarantined(quarantined)
                        .retries(retries)
                        .build());
    }

    private static void assertHaltedAtSecond(RunSummary summary, ReasonCode code) {
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.reason()).isEqualTo(code);
        assertThat(summary.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.path()).isEqualTo("stream#event=2"));
        assertThat(summary.events().admitted()).isEqualTo(1);
        assertThat(summary.events().pushed()).isEqualTo(2);
    }

    /** The plan, event by event. */
    private List<String> plan() throws IOException {
        ControlMessage.Ready ready =
                (ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC);
        List<String> envelopes = new ArrayList<>();
        new DryRun(oracle, world.catalogue(), policy)
                .preview(
                        ready.signal(),
                        envelope -> envelopes.add(StandardCharsets.UTF_8
                                .decode(envelope.duplicate())
                                .toString()));
        return envelopes;
    }

    private static List<String> bodies(List<GateRequest> requests) {
        return requests.stream().map(GateRequest::body).toList();
    }

    @Test
    void theGateReceivesThePlanInItsOrder() throws IOException {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertCompleted(run(gate), EVENTS, 0, 0, 0);
            assertThat(bodies(gate.arrived())).isEqualTo(plan());
            assertThat(gate.quarantined())
                    .as("the gate holds envelopes to the letter")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1", "/v1/", "/v1/ingest/push"})
    void url_anySpelling_isTheSameGate(String end) {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertCompleted(run(gate, url -> url + end), EVENTS, 0, 0, 0);
        }
    }

    @Test
    void a202MeansWhatA200Means() {
        GateScript script =
                request -> request.body().contains(SECOND) && request.attempt() == 1 ? takeThenReset() : answer(202);
        try (EmbeddedGate gate = gate(script)) {
            assertCompleted(run(gate), 3, 1, 0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 400})
    void quarantineIsOneOutcomeWhateverItsStatus(int status) {
        try (EmbeddedGate gate = gate(onSecond(quarantine(status, "SCHEMA_FAIL", "PINS_MISMATCH")))) {
            assertCompleted(run(gate), 3, 0, 1, 0);
            assertThat(heard.quarantined)
                    .singleElement()
                    .satisfies(quarantined ->
                            assertThat(quarantined.reasonCodes()).containsExactly("SCHEMA_FAIL", "PINS_MISMATCH"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EB_PUBLISH_FAILED",
                "RUN_FACTS_UNREADABLE",
                "RUN_STATUS_MISSING",
                "RUN_NOT_READY",
                "RUN_FACTS_MISSING"
            })
    void quarantineForWhatPassesIsTriedAgain(String reason) {
        try (EmbeddedGate gate = gate(onSecondOnce(quarantine(200, reason)))) {
            assertCompleted(run(gate), EVENTS, 0, 0, 1);
        }
    }

    @Test
    void quarantineForWhatDoesNotPassInTimeHalts() {
        giveUpSoon();
        try (EmbeddedGate gate = gate(onSecond(quarantine(200, "RUN_NOT_READY")))) {
            RunSummary summary = run(gate);
            assertHaltedAtSecond(summary, ReasonCode.RETRY_EXHAUSTED);
            assertThat(summary.violations().get(0).message()).contains("RUN_NOT_READY");
            assertThat(summary.events().retries()).isPositive();
        }
    }

    @Test
    void aReasonThatDoesNotPassOutweighsOneThatDoes() {
        try (EmbeddedGate gate = gate(onSecond(quarantine(200, "RUN_NOT_READY", "SCHEMA_FAIL")))) {
            assertCompleted(run(gate), 3, 0, 1, 0);
        }
    }

    @Test
    void policyExtendsWhatPasses() {
        policy = policy.withPush(push -> push.withRetry(retry(Duration.ofSeconds(30), Set.of("MAINTENANCE"))));
        try (EmbeddedGate gate = gate(onSecondOnce(quarantine(200, "MAINTENANCE")))) {
            assertCompleted(run(gate), EVENTS, 0, 0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTERNAL_ERROR", "PUBLISH_AMBIGUOUS"})
    void whatTheGateDoesNotKnowIsTriedThreeTimesMore(String reason) {
        try (EmbeddedGate gate = gate(onSecond(quarantine(400, reason)))) {
            assertCompleted(run(gate), 3, 0, 1, 3);
            assertThat(gate.count(Decision.QUARANTINE)).isEqualTo(4);
        }
    }

    @Test
    void aDuplicateIsTerminal() {
        try (EmbeddedGate gate = gate(onSecondOnce(takeThenReset()))) {
            assertCompleted(run(gate), 3, 1, 0, 1);
            assertThat(gate.count(Decision.DUPLICATE)).isEqualTo(1);
        }
    }

    @Test
    void aDuplicateThatIsNotOnTheBusYetIsTriedAgain() {
        GateScript script = request -> !request.body().contains(SECOND)
                ? answer()
                : request.attempt() == 1
                        ? takeThenReset()
                        : request.attempt() == 2 ? wrongReceipt(ReceiptFault.NO_BUS_POSITION) : answer();
        try (EmbeddedGate gate = gate(script)) {
            assertCompleted(run(gate), 3, 1, 0, 2);
        }
    }

    @Test
    void aDuplicateOfWhatIsInQuarantineIsQuarantine() {
        GateScript script = request -> request.body().contains(SECOND)
                ? answerWith(
                        200,
                        "{\"decision\":\"DUPLICATE\",\"receipt\":{\"event_id\":\"" + request.eventId()
                                + "\",\"event_type\":\"trades\",\"reason_codes\":[\"DUPLICATE\"],\"evidence_refs\":"
                                + "[{\"kind\":\"quarantine_record\",\"ref\":\"q\"}]},\"receipt_ref\":null}")
                : answer();
        try (EmbeddedGate gate = gate(script)) {
            assertCompleted(run(gate), 3, 0, 1, 0);
        }
    }

    /** Answers of a gate that does not take the event now, and the words of each in the message of a halt. */
    static Stream<Arguments> notNow() {
        return Stream.of(
                Arguments.of(answerWith(400, "{\"error\":\"IG_UNHEALTHY\"}"), "400 IG_UNHEALTHY"),
                Arguments.of(answerWith(503, "{\"reason\":\"IG_UNHEALTHY\"}"), "503 IG_UNHEALTHY"),
                Arguments.of(publishFailed("IG_UNHEALTHY:bus"), "503 ingress_publish_failed: IG_UNHEALTHY:bus"),
                Arguments.of(answerWith(400, "{\"error\":\"PUBLISH_IN_FLIGHT_RETRY\"}"), "PUBLISH_IN_FLIGHT_RETRY"),
                Arguments.of(answerWith(503, "{\"error\":\"PUBLISH_IN_FLIGHT_RETRY\"}"), "PUBLISH_IN_FLIGHT_RETRY"),
                Arguments.of(retryRequired("PUBLISH_IN_FLIGHT_RETRY"), "503 retry_required: PUBLISH_IN_FLIGHT_RETRY"),
                Arguments.of(
                        answerWith(400, "{\"error\":\"x\",\"reason_codes\":[\"RUN_NOT_READY\"]}"),
                        "400 x: RUN_NOT_READY"),
                Arguments.of(codesInReceipt(400, "RUN_NOT_READY", "EB_PUBLISH_FAILED"), "400 RUN_NOT_READY"),
                Arguments.of(codesInReceipt(202, "PUBLISH_IN_FLIGHT_RETRY"), "202 PUBLISH_IN_FLIGHT_RETRY"),
                Arguments.of(publishFailed("no field seed\n"), "503 ingress_publish_failed: \"no field seed\\u000a\""),
                Arguments.of(authBackendUnavailable(), "503 auth_backend_unavailable"),
                Arguments.of(answerWith(408, "{}"), "408"),
                Arguments.of(answerWith(429, "{\"error\":\"RATE_LIMITED\",\"detail\":null}"), "429 RATE_LIMITED"),
                Arguments.of(answerWith(500, "{\"error\":\"INTERNAL_ERROR\"}"), "500 INTERNAL_ERROR"),
                Arguments.of(answerWith(500, "<html>oops</html>"), "500"),
                Arguments.of(answerWith(502, ""), "502"),
                Arguments.of(answerWith(503, "busy"), "503"));
    }

    @ParameterizedTest
    @MethodSource("notNow")
    void notNowIsTriedAgain(GateBehaviour behaviour) {
        try (EmbeddedGate gate = gate(onSecondOnce(behaviour))) {
            assertCompleted(run(gate), EVENTS, 0, 0, 1);
        }
    }

    /** A poison event is found and named, not tried until the end of time. */
    @ParameterizedTest
    @MethodSource("notNow")
    void notNowForEverHaltsAndNamesTheEvent(GateBehaviour behaviour, String words) {
        giveUpSoon();
        try (EmbeddedGate gate = gate(onSecond(behaviour))) {
            RunSummary summary = run(gate);
            assertHaltedAtSecond(summary, ReasonCode.RETRY_EXHAUSTED);
            String id = gate.arrived().get(1).eventId();
            assertThat(summary.violations().get(0).message()).contains(id).contains(words);
        }
    }

    /** Answers of a gate that does not know whether this one event is on the bus. */
    static Stream<GateBehaviour> ambiguous() {
        return Stream.of(
                answerWith(400, "{\"error\":\"PUBLISH_AMBIGUOUS_RETRY\"}"),
                answerWith(503, "{\"error\":\"PUBLISH_AMBIGUOUS_RETRY\"}"),
                answerWith(400, "{\"reason_codes\":[\"PUBLISH_AMBIGUOUS_RETRY\"]}"),
                codesInReceipt(503, "PUBLISH_AMBIGUOUS_RETRY"),
                retryRequired("PUBLISH_AMBIGUOUS_RETRY"),
                retryRequired("PUBLISH_AMBIGUOUS_RETRY:no acknowledgement in 2 s"),
                takeThenAnswerWith(503, "{\"error\":\"retry_required\",\"reason\":\"PUBLISH_AMBIGUOUS_RETRY\"}"));
    }

    @Nested
    class Ambiguous {
        private static final String GATE = "io.worldstream.wsp.tests.GateContractTest#ambiguous";

        @ParameterizedTest
        @MethodSource(GATE)
        void once_isTriedAgain(GateBehaviour behaviour) {
            try (EmbeddedGate gate = gate(onSecondOnce(behaviour))) {
                RunSummary summary = run(gate);
                assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
                assertThat(summary.events().retries()).isEqualTo(1);
                assertThat(gate.admitted()).hasSize(EVENTS);
            }
        }

        /** However large the budget: the gate would keep saying so for days. */
        @ParameterizedTest
        @MethodSource(GATE)
        void forEver_default_haltsAfterTheThirdMoreTry(GateBehaviour behaviour) {
            policy = policy.withPush(push -> push.withRetry(retry(Duration.ofDays(1), Set.of())));
            try (EmbeddedGate gate = gate(GateScript.onEvents(GateContractTest::isSecond, behaviour))) {
                RunSummary summary = run(gate);
                assertHaltedAtSecond(summary, ReasonCode.RETRY_EXHAUSTED);
                assertThat(summary.events().retries()).isEqualTo(3);
                assertThat(summary.violations().get(0).message())
                        .contains("PUBLISH_AMBIGUOUS_RETRY")
                        .contains("policy.on_ambiguous");
            }
        }

        /** However small the budget, and with one in flight; the last event of the stream has none behind it. */
        @ParameterizedTest
        @CsvSource({"0, GLOBAL", "1, PER_KEY", "3, GLOBAL", "3, PER_KEY"})
        void forEver_deadLetter_admitsAllOthers(int number, Ordering ordering) {
            giveUpSoon();
            policy = policy.withPush(push -> push.withMaxInFlight(1).withOrdering(ordering))
                    .withOutcomes(outcomes -> outcomes.withOnAmbiguous(OnFailure.DEAD_LETTER));
            GateScript script = GateScript.onEvents(
                    request -> request.body().contains("\"n\":" + number + ","),
                    retryRequired("PUBLISH_AMBIGUOUS_RETRY"));
            try (EmbeddedGate gate = gate(script)) {
                RunSummary summary = run(gate);
                assertThat(summary.violations()).isEmpty();
                assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
                assertThat(summary.events())
                        .isEqualTo(EventCounts.builder()
                                .planned(EVENTS)
                                .pushed(EVENTS)
                                .admitted(EVENTS - 1)
                                .deadLettered(1)
                                .retries(3)
                                .build());
                String id = gate.arrived().get(number).eventId();
                assertThat(deadLetters.records(world.runId())).singleElement().satisfies(letter -> {
                    assertThat(letter.eventId()).hasToString(id);
                    assertThat(letter.code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
                    assertThat(letter.reason())
                            .contains("PUBLISH_AMBIGUOUS_RETRY")
                            .contains("policy.on_ambiguous");
                });
            }
        }

        @Test
        void deadLetter_withoutASinkForThem_isRefusedAtTheStart() {
            StreamPolicy lenient = policy.withOutcomes(outcomes -> outcomes.withOnAmbiguous(OnFailure.DEAD_LETTER));
            assertThatThrownBy(
                            () -> WorldStreamProducer.builder().policy(lenient).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a sink for dead letters");
        }
    }

    @Test
    void whatTheGateAsksToWaitIsWaited() {
        GateScript script = onSecondOnce(answerWith(429, "{\"error\":\"RATE_LIMITED\"}", Map.of("Retry-After", "1")));
        try (EmbeddedGate gate = gate(script)) {
            long begin = System.nanoTime();
            assertCompleted(run(gate), EVENTS, 0, 0, 1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}"), INGRESS_REJECTED, "SCHEMA_UNKNOWN"),
                Arguments.of(answerWith(400, "<html>cannot read this</html>"), INGRESS_REJECTED, "400"),
                Arguments.of(
                        answerWith(400, "{\"error\":\"retry_required\",\"reason\":\"ANOTHER\"}"),
                        INGRESS_REJECTED,
                        "400 retry_required: ANOTHER"),
                Arguments.of(codesInReceipt(400, "RUN_NOT_READY", "SCHEMA_FAIL"), INGRESS_REJECTED, "400"),
                Arguments.of(answerWith(404, ""), INGRESS_REJECTED, "404"),
                Arguments.of(answerWith(413, "{\"error\":\"TOO_LARGE\"}"), INGRESS_REJECTED, "413 TOO_LARGE"),
                Arguments.of(payloadTooLarge(), INGRESS_REJECTED, "413 payload_too_large"),
                Arguments.of(answerWith(422, "{}"), INGRESS_REJECTED, "422"),
                Arguments.of(answerWith(401, "{}"), INGRESS_UNAUTHORISED, "401"),
                Arguments.of(unauthorized("key expired"), INGRESS_UNAUTHORISED, "401 unauthorized: \"key expired\""),
                Arguments.of(answerWith(403, "<html>no</html>"), INGRESS_UNAUTHORISED, "403"),
                Arguments.of(answerWith(302, ""), INGRESS_PROTOCOL, "302"),
                Arguments.of(answerWith(204, ""), INGRESS_PROTOCOL, "204"),
                Arguments.of(answerWith(202, "{\"decision\":\"ADMIT\"}"), INGRESS_PROTOCOL, "202"),
                Arguments.of(answerWith(202, "{\"accepted\":true}"), INGRESS_PROTOCOL, "202"),
                Arguments.of(
                        answerWith(503, "{\"receipt\":{\"event_id\":\"x\",\"reason_codes\":[\"RUN_NOT_READY\"]}}"),
                        INGRESS_PROTOCOL,
                        "a receipt for another event"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsNotRetryableHaltsAtOnce(GateBehaviour behaviour, ReasonCode code, String words) {
        try (EmbeddedGate gate = gate(onSecond(behaviour))) {
            RunSummary summary = run(gate);
            assertHaltedAtSecond(summary, code);
            assertThat(summary.violations().get(0).message()).contains(words);
            assertThat(summary.events().retries()).isZero();
            assertThat(gate.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOREIGN_EVENT", "NONE", "UNKNOWN_DECISION"})
    void aWrongReceiptHalts(ReceiptFault fault) {
        try (EmbeddedGate gate = gate(onSecond(wrongReceipt(fault)))) {
            assertHaltedAtSecond(run(gate), ReasonCode.INGRESS_PROTOCOL);
        }
    }

    @Test
    void theTokenOpensTheGate() {
        try (EmbeddedGate gate = EmbeddedGate.builder().token("secret").start()) {
            token = "secret";
            assertCompleted(run(gate), EVENTS, 0, 0, 0);
        }
    }

    @Test
    void withoutTheTokenTheRunHaltsAtItsFirstEvent() {
        try (EmbeddedGate gate = EmbeddedGate.builder().token("secret").start()) {
            RunSummary summary = run(gate);
            assertThat(summary.reason()).isEqualTo(ReasonCode.INGRESS_UNAUTHORISED);
            assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=1");
            assertThat(gate.unauthorised()).isEqualTo(1);
        }
    }

    @Test
    void aResetBeforeTheGateTookItIsTriedAgain() {
        try (EmbeddedGate gate = gate(onSecondOnce(resetBeforeTaking()))) {
            assertCompleted(run(gate), EVENTS, 0, 0, 1);
        }
    }

    static Stream<GateBehaviour> takenAndNotSaid() {
        return Stream.of(
                takeThenReset(),
                takeThenCutShort(),
                takeThenAnswerWith(200, "{\"decision\":"),
                takeThenAnswerWith(202, ""));
    }

    @ParameterizedTest
    @MethodSource("takenAndNotSaid")
    void anUnknownOutcomeIsAskedForWithTheSameEnvelope(GateBehaviour behaviour) {
        try (EmbeddedGate gate = gate(onSecondOnce(behaviour))) {
            assertCompleted(run(gate), 3, 1, 0, 1);
            List<String> tries = bodies(gate.arrived()).stream()
                    .filter(body -> body.contains(SECOND))
                    .toList();
            assertThat(tries).hasSize(2);
            assertThat(tries.get(1)).isEqualTo(tries.get(0));
        }
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsAnUnknownOutcome() {
        timeout = Duration.ofMillis(300);
        try (EmbeddedGate gate = gate(onSecondOnce(takeThenHold()))) {
            RunSummary summary = run(gate);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(gate.admitted()).hasSize(EVENTS);
            // On a busy machine other answers may come too late as well.
            assertThat(summary.events().retries()).isPositive();
            assertThat(summary.events().duplicate()).isPositive();
        }
    }

    @Test
    void aGateThatNeverAnswersHaltsTheRun() {
        timeout = Duration.ofMillis(100);
        giveUpSoon();
        try (EmbeddedGate gate = gate(onSecond(holdBeforeTaking()))) {
            RunSummary summary = run(gate);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
            assertThat(summary.reason()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
            // On a busy machine the first answer may come too late as well.
            assertThat(summary.events().admitted()).isLessThan(2);
            assertThat(summary.violations())
                    .singleElement()
                    .extracting(Violation::path)
                    .isEqualTo("stream#event=" + (summary.events().admitted() + 1));
        }
    }

    @Test
    void anyAnswerMayCloseTheConnection() {
        GateScript closing =
                request -> request.number() % 2 == 0 ? closingAfter(answer()) : closingSilentlyAfter(answer());
        try (EmbeddedGate gate = gate(closing)) {
            RunSummary summary = run(gate);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
    }

    @Test
    void noGateAtAllHaltsWhenTheBudgetIsGone() {
        giveUpSoon();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            gate.kill();
            RunSummary summary = run(gate);
            assertThat(summary.reason()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
            assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=1");
            assertThat(summary.events().settled()).isZero();
        }
    }

    @Test
    void aGateWhosePolicyDoesNotKnowTheOutputHaltsTheRun() {
        world = Trades.world(50, 0).pins(Trades.otherWorld(3, '3')).putInto(oracle);
        try (EmbeddedGate gate = gate(request -> quarantine(200, "SCHEMA_POLICY_MISSING"))) {
            RunSummary summary = run(gate);
            assertThat(summary.reason()).isEqualTo(ReasonCode.QUARANTINE_LIMIT);
            assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=20");
            assertThat(summary.events().quarantined()).isEqualTo(20);
            assertThat(gate.requests()).isEqualTo(20);
        }
    }

    @Test
    void aRowOfQuarantineForOneReasonHaltsTheRun() {
        world = Trades.world(50, 0).pins(Trades.otherWorld(3, '3')).putInto(oracle);
        policy = policy.withOutcomes(outcomes -> outcomes.withQuarantine(
                QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(10)));
        GateScript script = request ->
                request.number() == 1 ? answer() : quarantine(200, "NOISE_" + request.number(), "SCHEMA_FAIL");
        try (EmbeddedGate gate = gate(script)) {
            RunSummary summary = run(gate);
            assertThat(summary.reason()).isEqualTo(ReasonCode.QUARANTINE_LIMIT);
            assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=11");
            assertThat(summary.violations().get(0).message())
                    .contains("10 events in a row")
                    .contains("SCHEMA_FAIL");
        }
    }

    /** The gate hashes payloads: what is sent again after a restart is known again, not another payload. */
    @Test
    void aSecondStartIsDuplicateThroughout(@TempDir Path directory) {
        try (EmbeddedGate gate =
                EmbeddedGate.builder().durable(directory.resolve("gate.log")).start()) {
            assertCompleted(run(gate), EVENTS, 0, 0, 0);
            world = Trades.world(EVENTS, 1000).pins(Trades.otherRun('9')).putInto(oracle);
            heard.finished.clear();
            gate.kill();
            gate.restart();
            RunSummary again = run(gate);
            assertCompleted(again, 0, EVENTS, 0, 0);
            assertThat(again.notes()).anySatisfy(note -> assertThat(note).contains("already had every event"));
        }
    }

    /** Bar 6. The gate dies in the middle of the stream, several times, and comes back with what it remembers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aGateThatIsKilledAndComesBackLosesNothing(int inFlight, @TempDir Path directory)
            throws IOException, InterruptedException {
        int events = 600;
        world = Trades.world(events, 0).pins(Trades.otherWorld(6, '6')).putInto(oracle);
        policy = policy.withPush(push -> push.withMaxInFlight(inFlight));
        List<String> plan = plan();
        try (EmbeddedGate gate = EmbeddedGate.builder()
                        .durable(directory.resolve("gate.log"))
                        .start();
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url(gate.url().toString())
                        .clock(new SystemClock())
                        .maxConnections(inFlight)
                        .timeout(timeout)
                        .build();
                WorldStreamProducer wsp = WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(world.catalogue())
                        .policy(policy)
                        .listener(heard)
                        .build()) {
            wsp.start();
            world.announceOn(bus);
            for (int kill = 1; kill <= 3; kill++) {
                while (gate.count(Decision.ADMIT) < kill * 120L) {
                    Thread.onSpinWait();
                }
                gate.kill();
                gate.restart();
            }
            wsp.awaitIdle();

            RunSummary summary = heard.only();
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            EventCounts counts = summary.events();
            assertThat(counts.admitted() + counts.duplicate()).isEqualTo(events);
            assertThat(counts.quarantined()).isZero();
            assertThat(counts.duplicate()).isLessThanOrEqualTo(3L * inFlight);
            List<String> admitted = bodies(gate.admitted());
            if (inFlight == 1) {
                assertThat(admitted).as("each once, in order").isEqualTo(plan);
            } else {
                assertThat(admitted).as("each once").containsExactlyInAnyOrderElementsOf(plan);
            }
            assertThat(gate.count(Decision.QUARANTINE)).isZero();
            assertThat(gate.count(Decision.ADMIT) + gate.count(Decision.DUPLICATE))
                    .as("whatever the gate took again was a duplicate")
                    .isGreaterThanOrEqualTo(events);
        }
    }
}
