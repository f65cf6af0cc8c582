package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.ReadyVerifier.Verification;
import io.worldstream.wsp.api.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link ReadyVerifier}: the rules {@code VER-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class ReadyVerifierContract extends Contract {
    private static final String KEY = "key-1";
    private static final String OTHER = "key-2";
    private static final byte[] PAYLOAD = bytes("{\"bundle_hash\":\"48ea\",\"run_id\":\"3e76\"}");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final int THREADS = 4;
    private static final int CALLS = 25;

    /** Creates the kit. JUnit creates one instance per test; there are no keys at first. */
    protected ReadyVerifierContract() {}

    /**
     * Makes a new key and lets verifiers that are created later know it. The keys of one test differ.
     *
     * @param keyId the id
     * @param notBefore the first instant at which it is valid, or null for always
     * @param notAfter the first instant at which it is no longer valid, or null for never
     */
    protected abstract void addKey(String keyId, @Nullable Instant notBefore, @Nullable Instant notAfter)
            throws Exception;

    /** Replaces a key by a new one of the same id, while verifiers know it. */
    protected abstract void replaceKey(String keyId) throws Exception;

    /** Removes a key, while verifiers know it. */
    protected abstract void removeKey(String keyId) throws Exception;

    /** Makes the keys unreadable for verifiers. */
    protected abstract void cutOff() throws Exception;

    /** Undoes {@link #cutOff}. */
    protected abstract void restore() throws Exception;

    /** Signs with a key as it is now. */
    protected abstract ReadySignature sign(String keyId, byte[] payload) throws Exception;

    /** Returns a verifier that knows the keys that were added. */
    protected abstract ReadyVerifier verifier() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "VER-07";
    }

    private void addKeys() throws Exception {
        addKey(KEY, null, null);
        addKey(OTHER, null, null);
    }

    @Test
    @DisplayName("VER-01 what the holder of a key signed is authentic, and the key is named")
    public final void whatTheHolderOfAKeySignedIsAuthentic() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        for (byte[] payload : List.of(PAYLOAD, new byte[0], new byte[1 << 20])) {
            for (String key : List.of(KEY, OTHER)) {
                assertEquals(
                        new Verification.Authentic(key),
                        verifier.verify(sign(key, payload), payload, NOW),
                        "the judgement of " + payload.length + " bytes");
            }
        }
    }

    @Test
    @DisplayName("VER-02 a signature over other bytes is invalid")
    public final void aSignatureOverOtherBytesIsInvalid() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        for (int i = 0; i < PAYLOAD.length; i++) {
            byte[] changed = PAYLOAD.clone();
            changed[i] ^= 1;
            assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(signature, changed, NOW));
        }
        byte[] shorter = Arrays.copyOf(PAYLOAD, PAYLOAD.length - 1);
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(signature, shorter, NOW));
        byte[] longer = Arrays.copyOf(PAYLOAD, PAYLOAD.length + 1);
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(signature, longer, NOW));
    }

    @Test
    @DisplayName("VER-02 another signature is invalid, also one by another key")
    public final void anotherSignatureIsInvalid() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature byAnother = sign(OTHER, PAYLOAD);
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(withKey(KEY, byAnother), PAYLOAD, NOW));
        byte[] signature = Base64.getDecoder().decode(sign(KEY, PAYLOAD).value());
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 0x10;
            assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(withValue(changed), PAYLOAD, NOW));
        }
        for (int length : new int[] {0, 1, signature.length - 1, signature.length + 1}) {
            byte[] cut = Arrays.copyOf(signature, length);
            assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(withValue(cut), PAYLOAD, NOW));
        }
    }

    @Test
    @DisplayName("VER-03 a key that is not known is refused as such")
    public final void aKeyThatIsNotKnownIsRefused() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        for (String unknown : List.of("key-3", "", "KEY-1", "key-1 ", "../key-1", "key-1\u0000")) {
            assertRefused(ReasonCode.READY_KEY_UNKNOWN, verifier.verify(withKey(unknown, signature), PAYLOAD, NOW));
        }
    }

    @Test
    @DisplayName("VER-04 the key decides on the algorithm, not the message")
    public final void theKeyDecidesOnTheAlgorithm() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        for (String other : List.of("none", "", "HS256", signature.algorithm() + " ", lower(signature.algorithm()))) {
            ReadySignature claimed = new ReadySignature(KEY, other, signature.value());
            assertRefused(ReasonCode.READY_ALGORITHM_MISMATCH, verifier.verify(claimed, PAYLOAD, NOW));
        }
    }

    @Test
    @DisplayName("VER-05 a key is valid from its first instant until before its last, at the time that is given")
    public final void aKeyIsValidInItsTime() throws Exception {
        Instant until = NOW.plusSeconds(10);
        addKey(KEY, NOW, until);
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        assertRefused(ReasonCode.READY_KEY_NOT_YET_VALID, verifier.verify(signature, PAYLOAD, NOW.minusNanos(1)));
        assertAuthentic(verifier.verify(signature, PAYLOAD, NOW));
        assertAuthentic(verifier.verify(signature, PAYLOAD, until.minusNanos(1)));
        assertRefused(ReasonCode.READY_KEY_EXPIRED, verifier.verify(signature, PAYLOAD, until));
        assertRefused(ReasonCode.READY_KEY_EXPIRED, verifier.verify(signature, PAYLOAD, until.plusSeconds(1_000_000)));
    }

    @Test
    @DisplayName("VER-06 a key that is removed is unknown from the next call on")
    public final void aKeyThatIsRemovedIsUnknown() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        assertAuthentic(verifier.verify(signature, PAYLOAD, NOW));
        removeKey(KEY);
        assertRefused(ReasonCode.READY_KEY_UNKNOWN, verifier.verify(signature, PAYLOAD, NOW));
    }

    @Test
    @DisplayName("VER-06 a key that is replaced counts from the next call on, and the former one does not")
    public final void aKeyThatIsReplacedCounts() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature former = sign(KEY, PAYLOAD);
        assertAuthentic(verifier.verify(former, PAYLOAD, NOW));
        replaceKey(KEY);
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(former, PAYLOAD, NOW));
        assertAuthentic(verifier.verify(sign(KEY, PAYLOAD), PAYLOAD, NOW));
    }

    @Test
    @DisplayName("VER-07 any thread verifies, and the payload is left as it is")
    public final void anyThreadVerifies() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        byte[] payload = PAYLOAD.clone();
        onOtherThreads(THREADS, () -> {
            for (int i = 0; i < CALLS; i++) {
                assertAuthentic(verifier.verify(signature, payload, NOW));
            }
        });
        assertArrayEquals(PAYLOAD, payload, "the payload after it was verified");
    }

    @Test
    @DisplayName("VER-07 a signature that is none is refused and does not fail the verifier")
    public final void aSignatureThatIsNoneIsRefused() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        String value = sign(KEY, PAYLOAD).value();
        String unpadded = value.replace("=", "");
        for (String none :
                List.of("", "=", "%%%%", "\u0000", "\ud800", value + "\n", " " + value, unpadded, value + "=")) {
            if (!none.equals(value)) {
                assertRefused(ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(withValue(none), PAYLOAD, NOW));
            }
        }
        assertRefused(
                ReasonCode.READY_SIGNATURE_INVALID, verifier.verify(withValue("A".repeat(1 << 20)), PAYLOAD, NOW));
    }

    @Test
    @DisplayName("VER-08 a key that cannot be read accepts nothing, and is used again once it can")
    public final void aKeyThatCannotBeReadAcceptsNothing() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(KEY, PAYLOAD);
        cutOff();
        assertRefused(ReasonCode.READY_KEY_UNREADABLE, verifier.verify(signature, PAYLOAD, NOW));
        restore();
        assertAuthentic(verifier.verify(signature, PAYLOAD, NOW));
    }

    @Test
    @DisplayName("VER-09 no message holds the signature")
    public final void noMessageHoldsTheSignature() throws Exception {
        addKeys();
        ReadyVerifier verifier = verifier();
        ReadySignature signature = sign(OTHER, PAYLOAD);
        ReadySignature invalid = withKey(KEY, signature);
        ReadySignature unknown = withKey("key-3", signature);
        ReadySignature otherAlgorithm = new ReadySignature(KEY, "none", signature.value());
        for (ReadySignature each : List.of(invalid, unknown, otherAlgorithm)) {
            if (verifier.verify(each, PAYLOAD, NOW) instanceof Verification.Refused refused) {
                assertFalse(refused.message().contains(signature.value()), () -> "the message of " + refused.code());
            }
        }
    }

    private ReadySignature withValue(byte[] signature) throws Exception {
        return withValue(Base64.getEncoder().encodeToString(signature));
    }

    private ReadySignature withValue(String value) throws Exception {
        return new ReadySignature(KEY, sign(KEY, PAYLOAD).algorithm(), value);
    }

    private static ReadySignature withKey(String keyId, ReadySignature signature) {
        return new ReadySignature(keyId, signature.algorithm(), signature.value());
    }

    /** Returns the algorithm in other letters, or with one more. */
    private static String lower(String algorithm) {
        String lower = algorithm.toLowerCase(Locale.ROOT);
        return lower.equals(algorithm) ? algorithm + "x" : lower;
    }

    private static void assertAuthentic(Verification judgement) {
        if (!(judgement instanceof Verification.Authentic)) {
            fail("refused what is authentic: " + judgement);
        }
    }

    private static void assertRefused(ReasonCode code, Verification judgement) {
        if (judgement instanceof Verification.Refused refused) {
            assertEquals(code, refused.code(), "the code of a refusal");
        } else {
            fail("took for authentic what is " + code);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
