package io.worldstream.wsp.api;

import java.util.Objects;

/**
 * The signature of a READY, as its message states it in {@code attributes} (contracts 1). Nothing of it is verified:
 * whoever wrote the message chose all three values.
 *
 * @param keyId the id of the key ({@code key_id})
 * @param algorithm the name of the algorithm ({@code alg}), such as {@code Ed25519}
 * @param value the signature ({@code signature}), in padded base64
 */
public record ReadySignature(String keyId, String algorithm, String value) {
    public ReadySignature {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(value, "value");
    }

    /** Returns key and algorithm, without the signature itself. */
    @Override
    public String toString() {
        return "ReadySignature[keyId=" + keyId + ", algorithm=" + algorithm + "]";
    }
}
