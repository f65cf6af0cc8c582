package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.EVENT;
import static io.worldstream.wsp.adapter.http.TestPush.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Ambiguous;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.PushOutcome.ProtocolViolation;
import io.worldstream.wsp.api.PushOutcome.Rejected;
import io.worldstream.wsp.api.PushOutcome.Throttled;
import io.worldstream.wsp.api.PushOutcome.Unauthorised;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.PushOutcome.Unknown;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.Receipt.BusPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts 9, row by row and remark by remark. */
class GateAnswerTest {
    private static final String RECEIPT =
            "{\"decision\":\"%1$s\",\"event_id\":\"" + EVENT + "\",\"event_type\":\"out\"%2$s}";

    private static PushOutcome answer(int status, String body) {
        return answer(status, null, body);
    }

    private static PushOutcome answer(int status, @Nullable String retryAfter, String body) {
        return GateAnswer.classify(EVENT, status, retryAfter, body.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static String decision(Decision decision, String more) {
        return "{\"decision\":\"" + decision + "\",\"receipt\":" + RECEIPT.formatted(decision, more)
                + ",\"receipt_ref\":null}";
    }

    private static Receipt receipt(PushOutcome outcome) {
        assertThat(outcome).isInstanceOf(Decided.class);
        return ((Decided) outcome).receipt();
    }

    @Nested
    class Decisions {
        @ParameterizedTest
        @EnumSource(Decision.class)
        void aDecisionWithAReceiptIsDecided(Decision decision) {
            assertThat(answer(200, decision(decision, "")))
                    .isEqualTo(new Decided(decision, new Receipt(EVENT, "out", List.of(), List.of(), null)));
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 201, 202, 302, 400, 401, 403, 404, 408, 429, 500, 503})
        void aDecisionCountsWhateverTheStatus(int status) {
            assertThat(answer(status, decision(Decision.QUARANTINE, ",\"reason_codes\":[\"SCHEMA_FAIL\"]")))
                    .isEqualTo(new Decided(
                            Decision.QUARANTINE, new Receipt(EVENT, "out", List.of("SCHEMA_FAIL"), List.of(), null)));
        }

        @Test
        void aDecisionBeatsAnErrorCode() {
            String body = "{\"error\":\"IG_UNHEALTHY\","
                    + decision(Decision.ADMIT, "").substring(1);
            assertThat(answer(503, body)).isInstanceOf(Decided.class);
        }

        @Test
        void theReceiptIsHandedOn() {
            Receipt receipt = receipt(answer(
                    200,
                    decision(
                            Decision.DUPLICATE,
                            ",\"eb_ref\":{\"topic\":\"t\",\"partition\":3,\"offset\":\"17\",\"published_at_utc\":\"x\"},"
                                    + "\"evidence_refs\":[{\"kind\":\"receipt_ref\"},{\"ref\":1}],"
                                    + "\"reason_codes\":[\"A\",\"B\"]")));
            assertThat(receipt.busPosition()).isEqualTo(new BusPosition("t", "3", "17"));
            assertThat(receipt.evidenceKinds()).containsExactly("receipt_ref");
            assertThat(receipt.reasonCodes()).containsExactly("A", "B");
        }

        @Test
        void anOffsetBeyondALongKeepsItsDigits() {
            Receipt receipt = receipt(answer(
                    200,
                    decision(
                            Decision.ADMIT,
                            ",\"eb_ref\":{\"topic\":\"t\",\"partition\":0,\"offset\":123456789012345678901}")));
            assertThat(receipt.busPosition()).isEqualTo(new BusPosition("t", "0", "123456789012345678901"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "\"t/0/1\"",
                    "[]",
                    "{}",
                    "{\"topic\":\"t\",\"partition\":0}",
                    "{\"topic\":\"t\",\"partition\":0.5,\"offset\":1}",
                    "{\"topic\":1,\"partition\":0,\"offset\":1}"
                })
        void aBusPositionThatIsNotWholeIsNone(String ref) {
            assertThat(receipt(answer(200, decision(Decision.DUPLICATE, ",\"eb_ref\":" + ref)))
                            .busPosition())
                    .isNull();
        }

        @Test
        void aReceiptForAnotherEventIsHandedOnForTheEngineToJudge() {
            String foreign = "b".repeat(64);
            assertThat(receipt(answer(200, decision(Decision.ADMIT, "").replace(EVENT, foreign)))
                            .eventId())
                    .isEqualTo(foreign);
        }

        @Test
        void aReceiptMayLeaveItsDecisionOut() {
            assertThat(answer(200, "{\"decision\":\"ADMIT\",\"receipt\":{\"event_id\":\"" + EVENT + "\"}}"))
                    .isInstanceOf(Decided.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"decision\":\"ADMIT\"}",
                    "{\"decision\":\"ADMIT\",\"receipt\":null}",
                    "{\"decision\":\"ADMIT\",\"receipt\":\"r\"}",
                    "{\"decision\":\"ADMIT\",\"receipt\":{}}",
                    "{\"decision\":\"ADMIT\",\"receipt\":{\"event_id\":7}}",
                    "{\"decision\":\"ADMIT\",\"receipt\":{\"event_id\":\"e\",\"decision\":\"DUPLICATE\"}}",
                    "{\"decision\":\"ADMIT\",\"receipt\":{\"event_id\":\"e\",\"decision\":null}}",
                    "{\"decision\":\"admit\",\"receipt\":{\"event_id\":\"e\"}}",
                    "{\"decision\":\"PERHAPS\",\"receipt\":{\"event_id\":\"e\"}}",
                    "{\"decision\":true,\"receipt\":{\"event_id\":\"e\"}}"
                })
        void aDecisionThatDoesNotHoldIsAViolationWhateverTheStatus(String body) {
            for (int status : new int[] {200, 400, 503}) {
                assertThat(answer(status, body)).isInstanceOf(ProtocolViolation.class);
            }
        }
    }

    @Nested
    class Codes {
        @ParameterizedTest
        @CsvSource({
            "400, IG_UNHEALTHY",
            "400, PUBLISH_IN_FLIGHT_RETRY",
            "503, PUBLISH_IN_FLIGHT_RETRY",
            "400, EB_PUBLISH_FAILED",
            "400, RUN_FACTS_UNREADABLE",
            "400, RUN_STATUS_MISSING",
            "400, RUN_NOT_READY",
            "400, RUN_FACTS_MISSING",
            "200, IG_UNHEALTHY",
            "403, IG_UNHEALTHY",
            "429, IG_UNHEALTHY"
        })
        void notNowIsUnavailableWhateverTheStatus(int status, String code) {
            assertThat(answer(status, "{\"error\":\"" + code + "\"}"))
                    .isEqualTo(new Unavailable(status + " " + code, null));
        }

        @ParameterizedTest
        @CsvSource({
            "400, PUBLISH_AMBIGUOUS_RETRY",
            "503, PUBLISH_AMBIGUOUS_RETRY",
            "202, PUBLISH_AMBIGUOUS_RETRY",
            "400, PUBLISH_AMBIGUOUS"
        })
        void theGateDoesNotKnowIsAmbiguous(int status, String code) {
            assertThat(answer(status, "{\"error\":\"" + code + "\"}")).isEqualTo(new Ambiguous(status + " " + code));
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 400, 429, 503})
        void rateLimitedIsThrottledWhateverTheStatus(int status) {
            assertThat(answer(status, "{\"error\":\"RATE_LIMITED\",\"detail\":null}"))
                    .isEqualTo(new Throttled(status + " RATE_LIMITED", null));
        }

        @Test
        void knownReasonsWithoutADecisionCount() {
            assertThat(answer(400, "{\"reason_codes\":[\"RUN_NOT_READY\"]}")).isInstanceOf(Unavailable.class);
            assertThat(answer(400, "{\"reason_codes\":[\"RUN_NOT_READY\",\"PUBLISH_AMBIGUOUS\"]}"))
                    .isEqualTo(new Ambiguous("400 PUBLISH_AMBIGUOUS"));
            assertThat(answer(400, "{\"reason_codes\":[\"RUN_NOT_READY\",\"SCHEMA_FAIL\"]}"))
                    .isInstanceOf(Rejected.class);
        }

        @Test
        void aKnownErrorBeatsADecisionThatIsNone() {
            assertThat(answer(503, "{\"decision\":\"LATER\",\"error\":\"IG_UNHEALTHY\"}"))
                    .isInstanceOf(Unavailable.class);
        }
    }

    /** The managed gate: an error that frames a reason. */
    @Nested
    class Places {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"error\":\"PUBLISH_AMBIGUOUS_RETRY\"}",
                    "{\"error\":\"retry_required\",\"reason\":\"PUBLISH_AMBIGUOUS_RETRY\"}",
                    "{\"reason\":\"PUBLISH_AMBIGUOUS_RETRY\"}",
                    "{\"error\":\"retry_required\",\"reason\":\"PUBLISH_AMBIGUOUS_RETRY:after 2 s: no ack\"}",
                    "{\"error\":\"ingress_publish_failed\",\"reason\":\"PUBLISH_AMBIGUOUS_RETRY:x\"}",
                    "{\"error\":\"retry_required\",\"reason_codes\":[\"PUBLISH_AMBIGUOUS_RETRY\"]}",
                    "{\"receipt\":{\"reason_codes\":[\"PUBLISH_AMBIGUOUS_RETRY\"]}}",
                    "{\"decision\":null,\"receipt\":{\"reason_codes\":[\"PUBLISH_AMBIGUOUS_RETRY\"]}}",
                    "{\"decision\":\"LATER\",\"receipt\":{\"reason_codes\":[\"PUBLISH_AMBIGUOUS_RETRY\"]}}"
                })
        void code_anyPlace_countsWhateverTheStatus(String body) {
            for (int status : new int[] {200, 202, 400, 503}) {
                assertThat(answer(status, body))
                        .isInstanceOfSatisfying(
                                Ambiguous.class,
                                ambiguous -> assertThat(ambiguous.detail())
                                        .startsWith(status + " ")
                                        .contains("PUBLISH_AMBIGUOUS_RETRY"));
            }
        }

        @ParameterizedTest
        @CsvSource({"PUBLISH_IN_FLIGHT_RETRY", "IG_UNHEALTHY", "IG_UNHEALTHY:bus"})
        void reason_notNow_isUnavailableWithIt(String reason) {
            assertThat(answer(503, "{\"error\":\"retry_required\",\"reason\":\"" + reason + "\"}"))
                    .isEqualTo(new Unavailable("503 retry_required: " + reason, null));
        }

        @Test
        void reasonCodes_knownBesideAnotherError_areNamedInTheDetail() {
            assertThat(answer(400, "{\"error\":\"retry_required\",\"reason_codes\":[\"RUN_NOT_READY\"]}"))
                    .isEqualTo(new Unavailable("400 retry_required: RUN_NOT_READY", null));
        }

        @Test
        void error_known_outweighsTheReason() {
            assertThat(answer(400, "{\"error\":\"IG_UNHEALTHY\",\"reason\":\"PUBLISH_AMBIGUOUS_RETRY\"}"))
                    .isInstanceOf(Unavailable.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"\"PUBLISH_AMBIGUOUS_RETRYX\"", "\"x:IG_UNHEALTHY\"", "\" IG_UNHEALTHY\"", "7", "[]", "{}"})
        void reason_withoutACode_leavesItToTheStatus(String reason) {
            assertThat(answer(400, "{\"error\":\"retry_required\",\"reason\":" + reason + "}"))
                    .isInstanceOf(Rejected.class);
            assertThat(answer(503, "{\"error\":\"retry_required\",\"reason\":" + reason + "}"))
                    .isInstanceOf(Unavailable.class);
        }

        @Test
        void decision_known_outweighsTheCodes() {
            assertThat(answer(
                            503,
                            "{\"reason\":\"IG_UNHEALTHY\","
                                    + decision(Decision.QUARANTINE, "").substring(1)))
                    .isInstanceOf(Decided.class);
        }

        @Test
        void receipt_ofAnotherEventWithoutADecision_isAViolation() {
            assertThat(answer(503, "{\"receipt\":{\"event_id\":\"b\",\"reason_codes\":[\"PUBLISH_AMBIGUOUS_RETRY\"]}}"))
                    .isEqualTo(new ProtocolViolation("503: a receipt for another event: event_id \"b\""));
        }
    }

    @Nested
    class ManagedGate {
        @Test
        void publishFailed_isUnavailableWithItsText() {
            assertThat(answer(503, "{\"error\":\"ingress_publish_failed\",\"reason\":\"no field seed\"}"))
                    .isEqualTo(new Unavailable("503 ingress_publish_failed: \"no field seed\"", null));
        }

        @Test
        void publishFailed_textIsBoundedAndEscaped() {
            String text = "a\\nb" + "x".repeat(5000);
            assertThat(answer(503, "{\"error\":\"ingress_publish_failed\",\"reason\":\"" + text + "\"}"))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.detail())
                                    .startsWith("503 ingress_publish_failed: \"a\\u000abx")
                                    .hasSizeLessThan(200));
        }

        @Test
        void publishFailed_obeysRetryAfter() {
            assertThat(answer(503, "3", "{\"error\":\"ingress_publish_failed\",\"reason\":\"broker\"}"))
                    .isEqualTo(new Unavailable("503 ingress_publish_failed: broker", Duration.ofSeconds(3)));
        }

        @Test
        void unhealthyAsReason_obeysRetryAfterAsItDoesAsError() {
            assertThat(answer(400, "3", "{\"reason\":\"IG_UNHEALTHY:bus\"}"))
                    .isEqualTo(new Unavailable("400 IG_UNHEALTHY:bus", Duration.ofSeconds(3)));
        }

        @Test
        void payloadTooLarge_isRejected() {
            assertThat(answer(413, "{\"error\":\"payload_too_large\"}"))
                    .isEqualTo(new Rejected("413 payload_too_large"));
            assertThat(answer(503, "{\"error\":\"payload_too_large\"}")).isInstanceOf(Rejected.class);
        }

        @Test
        void unauthorized_isUnauthorisedWithItsReason() {
            assertThat(answer(401, "{\"error\":\"unauthorized\",\"reason\":\"key expired\"}"))
                    .isEqualTo(new Unauthorised("401 unauthorized: \"key expired\""));
        }

        @Test
        void authBackendUnavailable_isUnavailable() {
            assertThat(answer(503, "{\"error\":\"auth_backend_unavailable\"}"))
                    .isEqualTo(new Unavailable("503 auth_backend_unavailable", null));
        }
    }

    @Nested
    class Statuses {
        @Test
        void aBadRequestWithAnotherCodeIsRejected() {
            assertThat(answer(400, "{\"error\":\"SCHEMA_FAIL\",\"detail\":\"secret payload\"}"))
                    .isEqualTo(new Rejected("400 SCHEMA_FAIL"));
            assertThat(answer(400, "{\"error\":\"INTERNAL_ERROR\"}")).isInstanceOf(Rejected.class);
        }

        @Test
        void aBadRequestWithHtmlIsRejectedWithoutItsText() {
            assertThat(answer(400, "<html>secret</html>")).isEqualTo(new Rejected("400"));
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 402, 405, 409, 413, 415, 422, 451})
        void anyOther4xxIsRejected(int status) {
            assertThat(answer(status, "{}")).isEqualTo(new Rejected(String.valueOf(status)));
            assertThat(answer(status, "")).isEqualTo(new Rejected(String.valueOf(status)));
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403})
        void notAuthorised(int status) {
            assertThat(answer(status, "{\"error\":\"UNAUTHORIZED\"}"))
                    .isEqualTo(new Unauthorised(status + " UNAUTHORIZED"));
            assertThat(answer(status, "")).isInstanceOf(Unauthorised.class);
        }

        @ParameterizedTest
        @ValueSource(ints = {408, 500, 501, 502, 503, 504, 599})
        void notNowIsUnavailable(int status) {
            assertThat(answer(status, "<html>")).isEqualTo(new Unavailable(String.valueOf(status), null));
        }

        @Test
        void a500OnAMalformedEnvelopeIsUnavailableForTheRetryBudgetToEnd() {
            assertThat(answer(500, "{\"error\":\"INTERNAL_ERROR\"}"))
                    .isEqualTo(new Unavailable("500 INTERNAL_ERROR", null));
        }

        @Test
        void tooManyRequestsIsThrottled() {
            assertThat(answer(429, "")).isEqualTo(new Throttled("429", null));
        }

        @ParameterizedTest
        @ValueSource(ints = {201, 204, 206, 299, 300, 301, 302, 304, 307, 308, 600, 999})
        void another2xxOrA3xxIsAViolation(int status) {
            assertThat(answer(status, "")).isInstanceOf(ProtocolViolation.class);
            assertThat(answer(status, "{}")).isInstanceOf(ProtocolViolation.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"ok\":true}", "{\"decision\":null}", "{\"error\":\"ODD\"}", "[]", "null", "1"})
        void a200Or202WithoutADecisionIsAViolation(String body) {
            assertThat(answer(200, body)).isInstanceOf(ProtocolViolation.class);
            assertThat(answer(202, body)).isInstanceOf(ProtocolViolation.class);
        }

        @Test
        void aForeignCodeIsBoundedAndEscaped() {
            assertThat(answer(400, "{\"error\":\"a\\nb\"}")).isEqualTo(new Rejected("400 \"a\\u000ab\""));
            assertThat(((Rejected) answer(400, "{\"error\":\"" + "x".repeat(5000) + "\"}")).detail())
                    .hasSizeLessThan(200);
        }
    }

    @Nested
    class UnreadableBodies {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "   ",
                    "<html>",
                    "{",
                    "{\"decision\":\"ADMIT\"",
                    "{\"decision\":\"ADMIT\"} {}",
                    "{\"decision\":\"ADMIT\",\"decision\":\"ADMIT\"}",
                    "{\"receipt\":{\"a\":1,\"a\":2}}",
                    "{\"a\":NaN}",
                    "{'a':1}"
                })
        void a200Or202ThatCannotBeReadIsUnknown(String body) {
            assertThat(answer(200, body)).isInstanceOf(Unknown.class);
            assertThat(answer(202, body)).isEqualTo(new Unknown("202 with an unreadable body"));
        }

        @Test
        void aBodyThatWasTooLongIsUnknownOn200AndElseItsStatus() {
            assertThat(GateAnswer.classify(EVENT, 200, null, null, NOW)).isInstanceOf(Unknown.class);
            assertThat(GateAnswer.classify(EVENT, 503, null, null, NOW)).isInstanceOf(Unavailable.class);
            assertThat(GateAnswer.classify(EVENT, 400, null, null, NOW)).isInstanceOf(Rejected.class);
        }

        @Test
        void invalidUtf8CannotBeRead() {
            byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xC0, (byte) 0x80, '"', '}'};
            byte[] utf16 = decision(Decision.ADMIT, "").getBytes(StandardCharsets.UTF_16BE);
            assertThat(GateAnswer.classify(EVENT, 200, null, overlong, NOW)).isInstanceOf(Unknown.class);
            assertThat(GateAnswer.classify(EVENT, 200, null, utf16, NOW)).isInstanceOf(Unknown.class);
        }

        @Test
        void deepNestingCannotBeRead() {
            String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
            assertThat(answer(200, deep)).isInstanceOf(Unknown.class);
        }

        /** Whatever a gate sends, one of the eight outcomes comes of it. */
        @Test
        void noBodyMakesItThrow() {
            long seed = 20260301;
            Random random = new Random(seed);
            byte[] whole = decision(Decision.ADMIT, ",\"eb_ref\":{\"topic\":\"t\",\"partition\":0,\"offset\":1}")
                    .getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20_000; i++) {
                byte[] body = whole.clone();
                for (int change = random.nextInt(4); change >= 0; change--) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                assertThat(GateAnswer.classify(EVENT, 200, null, body, NOW))
                        .as("seed %d, round %d", seed, i)
                        .isInstanceOfAny(
                                Decided.class,
                                ProtocolViolation.class,
                                Unknown.class,
                                Unavailable.class,
                                Rejected.class);
            }
        }
    }

    @Nested
    class Waiting {
        @ParameterizedTest
        @CsvSource({"408, ''", "503, ''", "429, ''", "400, IG_UNHEALTHY"})
        void retryAfterIsObeyedWhereTheGateMaySayIt(int status, String code) {
            PushOutcome outcome = answer(status, "3", "{\"error\":\"" + code + "\"}");
            Duration wait = outcome instanceof Throttled throttled
                    ? throttled.retryAfter()
                    : ((Unavailable) outcome).retryAfter();
            assertThat(wait).isEqualTo(Duration.ofSeconds(3));
        }

        @Test
        void elsewhereItIsPassedOver() {
            assertThat(answer(500, "3", "")).isEqualTo(new Unavailable("500", null));
            assertThat(answer(400, "3", "{\"error\":\"RUN_NOT_READY\"}"))
                    .isEqualTo(new Unavailable("400 RUN_NOT_READY", null));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "0 | PT0S",
                    "  120 | PT2M",
                    "3600 | PT1H",
                    "Sun, 01 Mar 2026 12:01:00 GMT | PT1M",
                    "Sunday, 01-Mar-26 12:01:00 GMT | PT1M",
                    "Sun Mar  1 12:01:00 2026 | PT1M"
                })
        void secondsAndDates(String value, String wait) {
            assertThat(RetryAfter.parse(value, NOW)).isEqualTo(new RetryAfter(Duration.parse(wait), null));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "-1",
                    "1.5",
                    "soon",
                    "٣",
                    "Mon, 01 Mar 2026 12:01:00 GMT",
                    "Sun, 31 Feb 2026 12:01:00 GMT"
                })
        void rubbishAsksForNothingAndIsReported(String value) {
            RetryAfter asked = RetryAfter.parse(value, NOW);
            assertThat(asked.pause()).isNull();
            assertThat(asked.remark()).startsWith("Retry-After ").endsWith(" is not understood");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Sun, 01 Mar 2026 11:59:59 GMT", "Sun, 01 Mar 2026 12:00:00 GMT"})
        void thePastAsksForNothing(String value) {
            assertThat(RetryAfter.parse(value, NOW)).isEqualTo(new RetryAfter(null, null));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "3601",
                    "999999999",
                    "99999999999999999999",
                    "Sun, 01 Mar 2026 13:00:01 GMT",
                    "Wed, 01 Mar 2056 12:00:00 GMT"
                })
        void moreThanAnHourIsCutAndReported(String value) {
            RetryAfter asked = RetryAfter.parse(value, NOW);
            assertThat(asked.pause()).isEqualTo(Duration.ofHours(1));
            assertThat(asked.remark())
                    .startsWith("Retry-After ")
                    .contains(value)
                    .endsWith(" is cut to an hour");
        }

        @Test
        void whatIsOddAboutItIsInTheDetail() {
            assertThat(answer(503, "soon", ""))
                    .isEqualTo(new Unavailable("503; Retry-After \"soon\" is not understood", null));
            assertThat(answer(429, "99999", ""))
                    .isEqualTo(new Throttled("429; Retry-After \"99999\" is cut to an hour", Duration.ofHours(1)));
        }
    }
}
