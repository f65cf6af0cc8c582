package io.worldstream.wsp.policy;

import java.util.Objects;

/**
 * The layout of payloads.
 *
 * @param profile the layout. Default: {@link PayloadProfile#LEGACY_PULL}
 * @param identityHints the hints beside the row; only with {@link PayloadProfile#CANONICAL}. Default: {@link
 *     IdentityHints#NONE}
 */
public record PayloadPolicy(PayloadProfile profile, IdentityHints identityHints) {
    /** The row itself. */
    public static final PayloadPolicy DEFAULTS = new PayloadPolicy(PayloadProfile.LEGACY_PULL, IdentityHints.NONE);

    /**
     * Validates the combination.
     *
     * @throws IllegalArgumentException if there are hints without the profile that has room for them
     */
    public PayloadPolicy {
        Objects.requireNonNull(profile, "profile");
        if (!identityHints.isEmpty() && profile != PayloadProfile.CANONICAL) {
            throw new IllegalArgumentException(
                    "identity hints need policy.framing: canonical; in the legacy_pull framing"
                            + " the payload is the row itself, and has its fields already");
        }
    }
}
