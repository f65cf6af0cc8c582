package io.worldstream.wsp.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.worldstream.wsp.api.support.LogText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classifies an answer of the gate (contracts 9). Gates differ in their statuses, so the body takes precedence: first a
 * known decision, then a known code, wherever it stands, only then the status. Stateless and thread-safe.
 */
final class GateAnswer {
    private static final Map<String, Decision> DECISIONS =
            Stream.of(Decision.values()).collect(Collectors.toUnmodifiableMap(Decision::name, Function.identity()));

    private static final String UNHEALTHY = "IG_UNHEALTHY";

    /** Codes about the event or the gate, which count in every place. */
    private static final Map<String, Meaning> CODES = Map.of(
            UNHEALTHY,
            Meaning.NOT_NOW,
            "PUBLISH_IN_FLIGHT_RETRY",
            Meaning.NOT_NOW,
            "EB_PUBLISH_FAILED",
            Meaning.NOT_NOW,
            "RUN_FACTS_UNREADABLE",
            Meaning.NOT_NOW,
            "RUN_STATUS_MISSING",
            Meaning.NOT_NOW,
            "RUN_NOT_READY",
            Meaning.NOT_NOW,
            "RUN_FACTS_MISSING",
            Meaning.NOT_NOW,
            "RATE_LIMITED",
            Meaning.THROTTLED,
            "PUBLISH_AMBIGUOUS_RETRY",
            Meaning.AMBIGUOUS,
            "PUBLISH_AMBIGUOUS",
            Meaning.AMBIGUOUS);

    /** Errors of the managed gate, which only frame a reason: a code in another place takes precedence. */
    private static final Map<String, Meaning> ERRORS = Map.of(
            "ingress_publish_failed", Meaning.NOT_NOW,
            "auth_backend_unavailable", Meaning.NOT_NOW,
            "payload_too_large", Meaning.REJECTED,
            "unauthorized", Meaning.UNAUTHORISED);

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
     * @param eventId the event that was pushed
     * @param status the HTTP status
     * @param retryAfter the {@code Retry-After} header, or null
     * @param body the body, empty if there was none; null if it exceeded the size limit
     * @param now the time of day, for a {@code Retry-After} date
     */
    static PushOutcome classify(
            String eventId, int status, @Nullable String retryAfter, byte @Nullable [] body, Instant now) {
        return new GateAnswer(status, retryAfter, now).classify(eventId, body == null ? null : StrictJson.read(body));
    }

    private PushOutcome classify(String eventId, @Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            return byStatus(null, body);
        }
        JsonNode decision = body.path("decision");
        JsonNode receipt = body.path("receipt");
        Decision known = decision.isTextual() ? DECISIONS.get(decision.textValue()) : null;
        if (known != null) {
            return decided(known, receipt);
        }
        String named = receipt.path("event_id").textValue();
        if (named != null && !named.equals(eventId)) {
            return violation("a receipt for another event: event_id " + LogText.quote(named));
        }
        PushOutcome outcome = byCode(body, receipt);
        if (outcome != null) {
            return outcome;
        }
        return decision.isMissingNode() || decision.isNull()
                ? byStatus(words(body, null), body)
                : violation("an unknown decision: " + LogText.quote(decision.asText()));
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
                        busPosition(receipt.path("eb_ref")),
                        receipt.path("receipt_id").textValue()));
    }

    /** Returns the outcome by the first place that has a known code, or null. */
    private @Nullable PushOutcome byCode(JsonNode body, JsonNode receipt) {
        JsonNode error = body.path("error");
        List<List<String>> places = List.of(
                text(error),
                text(body.path("reason")),
                texts(body.path("reason_codes")),
                texts(receipt.path("reason_codes")));
        for (List<String> place : places) {
            String code = decisive(place);
            if (code != null) {
                return outcome(Objects.requireNonNull(CODES.get(code)), code, words(body, code));
            }
        }
        Meaning meaning = error.isTextual() ? ERRORS.get(error.textValue()) : null;
        return meaning == null ? null : outcome(meaning, null, words(body, null));
    }

    /**
     * Returns the code that decides about one place, or null. Several codes count only if all of them are known: an
     * unknown one may be decisive. Among known ones, the gate's doubt outweighs a temporary failure.
     */
    private static @Nullable String decisive(List<String> place) {
        String decisive = null;
        for (String text : place) {
            int colon = text.indexOf(':');
            String code = colon < 0 ? text : text.substring(0, colon);
            if (!CODES.containsKey(code)) {
                return null;
            }
            decisive = decisive == null || CODES.get(code) == Meaning.AMBIGUOUS ? code : decisive;
        }
        return decisive;
    }

    private PushOutcome outcome(Meaning meaning, @Nullable String code, @Nullable String words) {
        return switch (meaning) {
            case NOT_NOW -> unavailable(words, code);
            case THROTTLED -> throttled(words);
            case AMBIGUOUS -> new Ambiguous(detail(words));
            case REJECTED -> new Rejected(detail(words));
            case UNAUTHORISED -> new Unauthorised(detail(words));
        };
    }

    private PushOutcome byStatus(@Nullable String words, @Nullable JsonNode body) {
        if (status == 200 || status == 202) {
            return body == null
                    ? new Unknown(status + " with an unreadable body")
                    : violation("an answer without a decision");
        }
        return switch (status) {
            case 401, 403 -> new Unauthorised(detail(words));
            case 404 -> new Rejected(detail(words) + "; check that ingress.url is the address of the gate");
            case 408 -> unavailable(words, null);
            case 429 -> throttled(words);
            default ->
                switch (status / 100) {
                    case 4 -> new Rejected(detail(words));
                    case 5 -> unavailable(words, null);
                    default -> violation("a status outside the contract");
                };
        };
    }

    private ProtocolViolation violation(String what) {
        return new ProtocolViolation(status + ": " + what);
    }

    /**
     * Returns the gate's error and reason, bounded and escaped, and the code if neither contains it; or null. Never
     * returns more of the body, which may contain the envelope.
     */
    private static @Nullable String words(JsonNode body, @Nullable String code) {
        List<String> words = new ArrayList<>(text(body.path("error")));
        words.addAll(text(body.path("reason")));
        if (code != null && words.stream().noneMatch(word -> word.startsWith(code))) {
            words.add(code);
        }
        return words.isEmpty()
                ? null
                : words.stream()
                        .map(word -> PLAIN_CODE.matcher(word).matches() ? word : LogText.quote(word))
                        .collect(Collectors.joining(": "));
    }

    private String detail(@Nullable String words) {
        return words == null ? String.valueOf(status) : status + " " + words;
    }

    private Throttled throttled(@Nullable String words) {
        RetryAfter asked = retryAfter(null);
        return new Throttled(detail(words, asked), asked.pause());
    }

    private Unavailable unavailable(@Nullable String words, @Nullable String code) {
        RetryAfter asked = retryAfter(code);
        return new Unavailable(detail(words, asked), asked.pause());
    }

    private String detail(@Nullable String words, RetryAfter asked) {
        return asked.remark() == null ? detail(words) : detail(words) + "; " + asked.remark();
    }

    private RetryAfter retryAfter(@Nullable String code) {
        boolean mayAsk = switch (status) {
            case 408, 429, 503 -> true;
            case 400 -> UNHEALTHY.equals(code);
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

    private static List<String> text(JsonNode node) {
        return node.isTextual() ? List.of(node.textValue()) : List.of();
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

    /** The meaning of a code. */
    private enum Meaning {
        /** The gate can admit the same envelope later. */
        NOT_NOW,
        /** The gate asks for less load. */
        THROTTLED,
        /** The gate does not know whether it published the event. */
        AMBIGUOUS,
        REJECTED,
        UNAUTHORISED
    }
}
