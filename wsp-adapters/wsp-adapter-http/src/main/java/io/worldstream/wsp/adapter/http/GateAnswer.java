package io.worldstream.wsp.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.PushOutcome;
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
import io.worldstream.wsp.api.support.LogText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classifies an answer of the gate (contracts 9). Gates differ in their statuses, so the body takes precedence: first a
 * known decision, then a known error or reason code, only then the status. Stateless and thread-safe.
 */
final class GateAnswer {
    private static final Map<String, Decision> DECISIONS =
            Stream.of(Decision.values()).collect(Collectors.toUnmodifiableMap(Decision::name, Function.identity()));

    /** Transient failures: the gate can admit the same envelope later. */
    private static final Set<String> NOT_NOW = Set.of(
            "IG_UNHEALTHY",
            "PUBLISH_IN_FLIGHT_RETRY",
            "EB_PUBLISH_FAILED",
            "RUN_FACTS_UNREADABLE",
            "RUN_STATUS_MISSING",
            "RUN_NOT_READY",
            "RUN_FACTS_MISSING");

    /** The gate does not know whether it published the event. */
    private static final Set<String> AMBIGUOUS = Set.of("PUBLISH_AMBIGUOUS_RETRY", "PUBLISH_AMBIGUOUS");

    private static final String RATE_LIMITED = "RATE_LIMITED";
    private static final Pattern PLAIN_CODE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private final int status;
    private final @Nullable String retryAfter;
    private final Instant now;

    private GateAnswer(int status, @Nullable String retryAfter, Instant now) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.now = now;
    }

    /**
     * Classifies one answer.
     *
     * @param status the HTTP status
     * @param retryAfter the {@code Retry-After} header, or null
     * @param body the body, empty if there was none; null if it exceeded the size limit
     * @param now the time of day, for a {@code Retry-After} date
     */
    static PushOutcome classify(int status, @Nullable String retryAfter, byte @Nullable [] body, Instant now) {
        return new GateAnswer(status, retryAfter, now).classify(body == null ? null : StrictJson.read(body));
    }

    private PushOutcome classify(@Nullable JsonNode body) {
        String code = null;
        if (body != null && body.isObject()) {
            JsonNode decision = body.path("decision");
            Decision known = decision.isTextual() ? DECISIONS.get(decision.textValue()) : null;
            if (known != null) {
                return decided(known, body.path("receipt"));
            }
            code = body.path("error").textValue();
            PushOutcome outcome = byCode(code);
            if (outcome == null) {
                outcome = byReasons(texts(body.path("reason_codes")));
            }
            if (outcome != null) {
                return outcome;
            }
            if (!decision.isMissingNode() && !decision.isNull()) {
                return violation("an unknown decision: " + LogText.quote(decision.asText()));
            }
        }
        return byStatus(code, body);
    }

    private PushOutcome decided(Decision decision, JsonNode receipt) {
        if (!receipt.isObject()) {
            return violation(decision + " without a receipt");
        }
        String eventId = receipt.path("event_id").textValue();
        if (eventId == null) {
            return violation(decision + " with a receipt that names no event");
        }
        JsonNode inReceipt = receipt.path("decision");
        if (!inReceipt.isMissingNode() && !decision.name().equals(inReceipt.textValue())) {
            return violation(decision + " with a receipt that says " + LogText.quote(inReceipt.asText()));
        }
        List<String> evidenceKinds = new ArrayList<>();
        receipt.path("evidence_refs").forEach(evidence -> addText(evidence.path("kind"), evidenceKinds));
        return new Decided(
                decision,
                new Receipt(
                        eventId,
                        receipt.path("event_type").textValue(),
                        texts(receipt.path("reason_codes")),
                        evidenceKinds,
                        busPosition(receipt.path("eb_ref"))));
    }

    private @Nullable PushOutcome byCode(@Nullable String code) {
        if (code == null) {
            return null;
        } else if (NOT_NOW.contains(code)) {
            return unavailable(code);
        } else if (code.equals(RATE_LIMITED)) {
            return throttled(code);
        } else if (AMBIGUOUS.contains(code)) {
            return new Unknown(detail(code));
        }
        return null;
    }

    /** Reasons without a decision only count if all of them are known: an unknown one may be decisive. */
    private @Nullable PushOutcome byReasons(List<String> reasons) {
        PushOutcome outcome = null;
        for (String reason : reasons) {
            PushOutcome one = byCode(reason);
            if (one == null) {
                return null;
            }
            outcome = outcome == null || one instanceof Unknown ? one : outcome;
        }
        return outcome;
    }

    private PushOutcome byStatus(@Nullable String code, @Nullable JsonNode body) {
        if (status == 200) {
            return body == null
                    ? new Unknown("200 with an unreadable body")
                    : violation("an answer without a decision");
        }
        return switch (status) {
            case 401, 403 -> new Unauthorised(detail(code));
            case 408 -> unavailable(code);
            case 429 -> throttled(code);
            default ->
                switch (status / 100) {
                    case 4 -> new Rejected(detail(code));
                    case 5 -> unavailable(code);
                    default -> violation("a status outside the contract");
                };
        };
    }

    private ProtocolViolation violation(String what) {
        return new ProtocolViolation(status + ": " + what);
    }

    /** Returns status and code, never more of the body: it may contain the envelope. */
    private String detail(@Nullable String code) {
        if (code == null) {
            return String.valueOf(status);
        }
        return status + " " + (PLAIN_CODE.matcher(code).matches() ? code : LogText.quote(code));
    }

    private Throttled throttled(@Nullable String code) {
        RetryAfter asked = retryAfter(code);
        return new Throttled(detail(code, asked), asked.pause());
    }

    private Unavailable unavailable(@Nullable String code) {
        RetryAfter asked = retryAfter(code);
        return new Unavailable(detail(code, asked), asked.pause());
    }

    private String detail(@Nullable String code, RetryAfter asked) {
        return asked.remark() == null ? detail(code) : detail(code) + "; " + asked.remark();
    }

    private RetryAfter retryAfter(@Nullable String code) {
        boolean mayAsk = switch (status) {
            case 408, 429, 503 -> true;
            case 400 -> "IG_UNHEALTHY".equals(code);
            default -> false;
        };
        return RetryAfter.parse(mayAsk ? retryAfter : null, now);
    }

    private static @Nullable BusPosition busPosition(JsonNode ref) {
        String topic = ref.path("topic").textValue();
        String partition = numberOrText(ref.path("partition"));
        String offset = numberOrText(ref.path("offset"));
        return topic == null || partition == null || offset == null ? null : new BusPosition(topic, partition, offset);
    }

    private static @Nullable String numberOrText(JsonNode node) {
        return node.isTextual() || node.isIntegralNumber() ? node.asText() : null;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(item -> addText(item, texts));
        }
        return texts;
    }

    private static void addText(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
    }
}
