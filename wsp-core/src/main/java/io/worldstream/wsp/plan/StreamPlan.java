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
 * What is streamed and in which order: a function of facts view, catalogue and policy, and of nothing else. When and
 * whereto (speed, caps, window, URLs, roots) is not in it.
 *
 * @param pins whose world
 * @param targets the outputs that are streamed, in ascending order of their ids
 * @param absent optional traffic outputs that the engine omitted
 * @param window the span of event time, or null for all
 * @param payloadProfile what payloads hold
 * @param eventIdRecipe how ids are minted
 * @param envelopeContract which identity fields there are
 * @param producer the envelope's {@code producer}
 * @param digest over all of the above
 * @param notes remarks for people, not part of the digest
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
     * @param locatorPath where its bytes are, as the facts view says it
     * @param contentDigest what those bytes hash to
     * @param primaryKey the row fields that identify a row
     * @param gates the gates that it needed, all PASS in scope
     * @param instanceScoped whether it needed, and has, an instance receipt
     * @param timeField the row field that is domain time
     * @param timeFormat how it is written
     * @param schemaVersion the envelope's {@code schema_version}, or null if it is left out
     * @param locatorJson the locator as it stands in the facts view, in canonical JSON
     * @param instanceReceiptRef where the instance receipt is, if the facts view says so
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
