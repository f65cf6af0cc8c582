package io.worldstream.wsp.api;

import java.time.Instant;
import java.util.Objects;

/**
 * Judges the signatures of READYs (rules {@code VER-*}), so that only the holders of known keys can start a run. The engine
 * asks it before it acts on anything that a READY says; a READY that it does not accept is refused and stays on the bus.
 *
 * <p>Any thread may call a verifier, also concurrently; calls may block for a bounded time, such as to read a key
 * ({@code VER-07}).
 */
@FunctionalInterface
public interface ReadyVerifier {
    /**
     * Judges a signature.
     *
     * @param signature the signature as the message states it; of untrusted content and length
     * @param payload the bytes that are signed: the UTF-8 of the payload's canonical JSON (contracts 1); neither modified
     *     nor retained
     * @param receivedAt the wall time at which the message was received, by which keys are valid or not ({@code VER-05})
     * @return the judgement; nothing that a message says makes a verifier throw
     * @throws WspException if the verifier itself fails; the READY is then refused with its code
     */
    Verification verify(ReadySignature signature, byte[] payload, Instant receivedAt);

    /** The judgement of a signature. */
    sealed interface Verification {
        /**
         * The payload is what the holder of a valid key signed.
         *
         * @param keyId the id of the key
         */
        record Authentic(String keyId) implements Verification {
            public Authentic {
                Objects.requireNonNull(keyId, "keyId");
            }
        }

        /**
         * The READY is not to be acted on.
         *
         * @param code the stable reason: {@code READY_SIGNATURE_INVALID}, {@code READY_KEY_UNKNOWN}, {@code
         *     READY_KEY_NOT_YET_VALID}, {@code READY_KEY_EXPIRED}, {@code READY_KEY_UNREADABLE} or {@code
         *     READY_ALGORITHM_MISMATCH}
         * @param message the cause and the way out; never the signature or a key ({@code VER-09})
         */
        record Refused(ReasonCode code, String message) implements Verification {
            public Refused {
                Objects.requireNonNull(code, "code");
                Objects.requireNonNull(message, "message");
            }
        }
    }
}
