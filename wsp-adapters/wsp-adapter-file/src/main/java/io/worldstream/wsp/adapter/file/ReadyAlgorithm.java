package io.worldstream.wsp.adapter.file;

import java.util.Arrays;
import java.util.Optional;

/** An algorithm that signs READYs. The names are exact. */
public enum ReadyAlgorithm {
    /**
     * Ed25519 (RFC 8032). A verifier has the public key, PEM of a SubjectPublicKeyInfo; a signer the private one, PEM of a
     * PKCS#8 key. {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} make them.
     */
    ED25519("Ed25519"),
    /** HMAC with SHA-256 (RFC 2104). Signer and verifier have the same file of at least 32 bytes, not a PEM. */
    HMAC_SHA256("HMAC-SHA256");

    private final String algorithm;

    ReadyAlgorithm(String algorithm) {
        this.algorithm = algorithm;
    }

    /** Returns the name, as messages and configurations spell it. */
    public String algorithm() {
        return algorithm;
    }

    /** Returns the algorithm of a name, spelled exactly like this; empty if there is none. */
    public static Optional<ReadyAlgorithm> of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.algorithm.equals(name))
                .findFirst();
    }
}
