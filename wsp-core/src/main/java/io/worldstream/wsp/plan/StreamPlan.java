package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.PayloadProfile;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events that a run streams and their order. A function of facts view, catalogue and policy, and of nothing else;
 * timing and destination (speed, caps, window, URLs, roots) are not part of it.
 *
 * @param pins the identity of run and world
 * @param targets the outputs that are streamed, in ascending order of their ids
 * @param absent optional traffic outputs that the engine omitted
 * @param window the span of event time that is streamed, or null for all
 * @param payloadProfile the payload layout
 * @param eventIdRecipe the rule that derives event ids
 * @param envelopeContract the set of identity fields
 * @param producer the envelope's {@code producer}
 * @param digest the digest of all of the above
 * @param notes human-readable remarks, not covered by the digest
 */
public record StreamPlan(
        Pins pins,
        List<Target> targets,
        List<OutputId> absent,
        @Nullable TrafficWindow window,
        PayloadProfile payloadProfile,
        EventIdRecipe eventIdRecipe,
        EnvelopeContract envelopeContract,
        String producer,
        Hex64 digest,
        List<String> notes) {
    public StreamPlan {
        Objects.requireNonNull(pins, "pins");
        targets = List.copyOf(targets);
        absent = List.copyOf(absent);
        Objects.requireNonNull(digest, "digest");
        notes = List.copyOf(notes);
    }

    /**
     * One output of the plan.
     *
     * @param outputId the output
     * @param locatorPath the location of its bytes, as given in the facts view
     * @param contentDigest the digest that those bytes must have
     * @param primaryKey the row fields that identify a row
     * @param gates the gates that the output requires, all PASS in scope
     * @param instanceScoped whether the output requires, and has, an instance receipt
     * @param timeField the row field that holds the event time
     * @param timeFormat the format of that field
     * @param schemaVersion the envelope's {@code schema_version}, or null if it is left out
     * @param locatorJson the locator from the facts view, in canonical JSON
     * @param instanceReceiptRef a reference to the instance receipt, or null if the facts view gives none
     */
    public record Target(
            OutputId outputId,
            String locatorPath,
            Hex64 contentDigest,
            List<String> primaryKey,
            List<String> gates,
            boolean instanceScoped,
            String timeField,
            TimeFormat timeFormat,
            @Nullable String schemaVersion,
            String locatorJson,
            @Nullable String instanceReceiptRef) {
        public Target {
            primaryKey = List.copyOf(primaryKey);
            gates = List.copyOf(gates);
        }
    }
}
