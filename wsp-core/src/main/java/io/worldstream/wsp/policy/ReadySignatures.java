package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.ReadyVerifier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that a host asks of READYs (contracts 1), and the verifier that judges them.
 *
 * @param mode which READYs are verified
 * @param verifier judges the signatures; null for {@link Mode#OFF} only
 */
public record ReadySignatures(Mode mode, @Nullable ReadyVerifier verifier) {
    /** No signature is looked at. The default. */
    public static final ReadySignatures OFF = new ReadySignatures(Mode.OFF, null);

    /**
     * Validates the values.
     *
     * @throws NullPointerException if there is no verifier although signatures are verified
     */
    public ReadySignatures {
        Objects.requireNonNull(mode, "mode");
        if (mode != Mode.OFF) {
            Objects.requireNonNull(verifier, "verifier");
        }
    }

    /** Returns the policy of a host that takes only READYs whose signature a verifier accepts. */
    public static ReadySignatures required(ReadyVerifier verifier) {
        return new ReadySignatures(Mode.REQUIRED, verifier);
    }

    /** Returns the policy of a host that also takes READYs without any attribute of a signature. */
    public static ReadySignatures ifPresent(ReadyVerifier verifier) {
        return new ReadySignatures(Mode.IF_PRESENT, verifier);
    }

    /** The READYs whose signature is verified. */
    public enum Mode {
        /** All: one without a signature is refused. */
        REQUIRED,
        /** Those with {@code signature}, {@code key_id} or {@code alg} among their attributes. */
        IF_PRESENT,
        /** None: these attributes are ignored. */
        OFF
    }
}
