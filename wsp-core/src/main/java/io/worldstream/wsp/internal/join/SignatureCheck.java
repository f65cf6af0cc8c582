package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.ReadyVerifier.Verification;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.policy.ReadySignatures;
import io.worldstream.wsp.policy.ReadySignatures.Mode;
import java.util.List;

/** Has the signature of a READY verified, as far as the policy asks for it (contracts 1). Any thread may use it. */
final class SignatureCheck {
    private static final String ATTRIBUTES = "ready#/attributes";
    private static final List<String> FIELDS = List.of("signature", "key_id", "alg");

    private final ReadySignatures signatures;
    private final Clock clock;

    /** @param clock its wall time is the time at which messages are received */
    SignatureCheck(ReadySignatures signatures, Clock clock) {
        this.signatures = signatures;
        this.clock = clock;
    }

    /**
     * Adds a finding unless the policy takes the message.
     *
     * @param envelope the message, whose attributes are strings
     * @param payload its payload, without repeated keys
     */
    void check(JsonNode envelope, JsonNode payload, Findings findings) {
        ReadyVerifier verifier = signatures.verifier();
        JsonNode attributes = envelope.path("attributes");
        boolean present = FIELDS.stream().anyMatch(attributes::has);
        if (verifier == null || signatures.mode() == Mode.OFF || (!present && signatures.mode() == Mode.IF_PRESENT)) {
            return;
        }
        if (!present) {
            findings.add(
                    ReasonCode.READY_SIGNATURE_MISSING,
                    ATTRIBUTES,
                    "has no signature, which this host requires (signature, key_id and alg); wsp sign makes one");
            return;
        }
        FIELDS.stream()
                .filter(field -> !attributes.has(field))
                .forEach(field -> findings.add(
                        ReasonCode.READY_SIGNATURE_MISSING,
                        ATTRIBUTES + "/" + field,
                        "is absent; a signature needs signature, key_id and alg"));
        String real = SignedPayload.pathOfReal(payload);
        if (real != null) {
            findings.add(
                    ReasonCode.READY_SIGNATURE_INVALID,
                    Generation.PAYLOAD + LogText.segment(real),
                    "is a number that is no integer, which a signature cannot cover");
        }
        if (findings.isEmpty()) {
            verify(verifier, attributes, payload, findings);
        }
    }

    private void verify(ReadyVerifier verifier, JsonNode attributes, JsonNode payload, Findings findings) {
        ReadySignature signature = new ReadySignature(
                attributes.path("key_id").asText(),
                attributes.path("alg").asText(),
                attributes.path("signature").asText());
        try {
            Verification verification = verifier.verify(signature, SignedPayload.bytes(payload), clock.wallTime());
            if (verification instanceof Verification.Refused refused) {
                findings.add(refused.code(), pathOf(refused.code()), refused.message());
            }
        } catch (WspException e) {
            findings.add(e.code(), ATTRIBUTES, e.getMessage());
        }
    }

    private static String pathOf(ReasonCode code) {
        return switch (code) {
            case READY_ALGORITHM_MISMATCH -> ATTRIBUTES + "/alg";
            case READY_KEY_UNKNOWN, READY_KEY_NOT_YET_VALID, READY_KEY_EXPIRED, READY_KEY_UNREADABLE ->
                ATTRIBUTES + "/key_id";
            default -> ATTRIBUTES + "/signature";
        };
    }
}
