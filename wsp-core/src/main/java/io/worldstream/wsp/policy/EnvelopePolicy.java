package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contents of envelopes. Start from {@link #DEFAULTS}: components may be added, and with them constructor parameters.
 *
 * @param payload the layout of payloads. Default: {@link PayloadPolicy#DEFAULTS}
 * @param eventIdRecipe the rule that derives event ids. Default: {@link EventIdRecipe#LEGACY_PULL}
 * @param contract the generation of READY, facts view, pins and envelopes. Default: {@link EnvelopeContract#V0}
 * @param producer the {@code producer}, by which the gate identifies this host: 1 to 128 characters. Default: {@code
 *     svc:world_stream_producer}
 * @param schemaVersions the {@code schema_version} by output. Default: {@link SchemaVersions#DEFAULTS}
 * @param stampEmittedAt whether envelopes carry the wall time of their first push. Default: false
 * @param provenance the provenance that envelopes carry. Default: {@link Provenance#NONE}
 */
public record EnvelopePolicy(
        PayloadPolicy payload,
        EventIdRecipe eventIdRecipe,
        EnvelopeContract contract,
        String producer,
        SchemaVersions schemaVersions,
        boolean stampEmittedAt,
        Provenance provenance) {
    /** Framing and ids of the legacy pull, the five pins, schema version {@code v1}. */
    public static final EnvelopePolicy DEFAULTS = new EnvelopePolicy(
            PayloadPolicy.DEFAULTS,
            EventIdRecipe.LEGACY_PULL,
            EnvelopeContract.V0,
            "svc:world_stream_producer",
            SchemaVersions.DEFAULTS,
            false,
            Provenance.NONE);

    public EnvelopePolicy {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(eventIdRecipe, "eventIdRecipe");
        Objects.requireNonNull(contract, "contract");
        PolicyChecks.requireLength(producer, 128, "a producer");
        Objects.requireNonNull(schemaVersions, "schemaVersions");
        Objects.requireNonNull(provenance, "provenance");
    }

    /** Returns the layout of payloads, from {@link #payload}. */
    public PayloadProfile payloadProfile() {
        return payload.profile();
    }

    /**
     * Returns this policy with another {@link #payloadProfile}.
     *
     * @throws IllegalArgumentException if it has no room for the identity hints
     */
    public EnvelopePolicy withPayloadProfile(PayloadProfile value) {
        return withPayload(new PayloadPolicy(value, payload.identityHints()));
    }

    /**
     * Returns this policy with other identity hints.
     *
     * @throws IllegalArgumentException if there are some, and the {@link #payloadProfile} is not {@link
     *     PayloadProfile#CANONICAL}: set that first
     */
    public EnvelopePolicy withIdentityHints(IdentityHints value) {
        return withPayload(new PayloadPolicy(payload.profile(), value));
    }

    /** Returns this policy with another {@link #payload}. */
    public EnvelopePolicy withPayload(PayloadPolicy value) {
        return new EnvelopePolicy(value, eventIdRecipe, contract, producer, schemaVersions, stampEmittedAt, provenance);
    }

    /** Returns this policy with another {@link #eventIdRecipe}. */
    public EnvelopePolicy withEventIdRecipe(EventIdRecipe value) {
        return new EnvelopePolicy(payload, value, contract, producer, schemaVersions, stampEmittedAt, provenance);
    }

    /** Returns this policy with another {@link #contract}. */
    public EnvelopePolicy withContract(EnvelopeContract value) {
        return new EnvelopePolicy(payload, eventIdRecipe, value, producer, schemaVersions, stampEmittedAt, provenance);
    }

    /** Returns this policy with another {@link #producer}. */
    public EnvelopePolicy withProducer(String value) {
        return new EnvelopePolicy(payload, eventIdRecipe, contract, value, schemaVersions, stampEmittedAt, provenance);
    }

    /** Returns this policy with other {@link #schemaVersions}. */
    public EnvelopePolicy withSchemaVersions(SchemaVersions value) {
        return new EnvelopePolicy(payload, eventIdRecipe, contract, producer, value, stampEmittedAt, provenance);
    }

    /** Returns this policy with a {@code schema_version} for outputs without one of their own; null to omit it. */
    public EnvelopePolicy withSchemaVersion(@Nullable String value) {
        return withSchemaVersions(schemaVersions.withStandard(Optional.ofNullable(value)));
    }

    /** Returns this policy with the {@code schema_version} of one output; null to omit it. */
    public EnvelopePolicy withSchemaVersion(OutputId outputId, @Nullable String value) {
        return withSchemaVersions(schemaVersions.with(outputId, Optional.ofNullable(value)));
    }

    /** Returns this policy with or without the wall time of the first push in envelopes. */
    public EnvelopePolicy withStampEmittedAt(boolean value) {
        return new EnvelopePolicy(payload, eventIdRecipe, contract, producer, schemaVersions, value, provenance);
    }

    /** Returns this policy with another {@link #provenance}. */
    public EnvelopePolicy withProvenance(Provenance value) {
        return new EnvelopePolicy(payload, eventIdRecipe, contract, producer, schemaVersions, stampEmittedAt, value);
    }
}
