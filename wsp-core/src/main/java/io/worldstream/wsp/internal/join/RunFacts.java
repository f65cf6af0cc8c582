package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.OutputRole;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.TrafficWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a run whose READY and facts view passed every check.
 *
 * @param pins the identity of run and world
 * @param targets the traffic and context outputs that exist, in ascending order of their ids
 * @param absent optional outputs that would be targets, but that the engine omitted
 * @param window the span of event time, or null for all
 * @param pack the pack of the world, each field from the facts view or else READY; null if neither names one
 * @param notes human-readable remarks
 */
public record RunFacts(
        Pins pins,
        List<Target> targets,
        List<OutputId> absent,
        @Nullable TrafficWindow window,
        @Nullable OraclePackRef pack,
        List<String> notes) {
    public RunFacts {
        targets = List.copyOf(targets);
        absent = List.copyOf(absent);
        notes = List.copyOf(notes);
    }

    /**
     * An output to stream, with its proofs.
     *
     * @param role why it is streamed
     * @param output its catalogue entry
     * @param locatorPath the location of its bytes, as given in the facts view
     * @param locatorJson the locator in canonical JSON
     * @param contentDigest the digest that its bytes must have
     * @param parts the parts that the locator names, in path order
     * @param instanceReceiptRef a reference to its instance receipt, or null if the facts view gives none
     */
    public record Target(
            OutputRole role,
            Catalogue.Output output,
            String locatorPath,
            String locatorJson,
            Hex64 contentDigest,
            List<OraclePart> parts,
            @Nullable String instanceReceiptRef) {
        public Target {
            parts = List.copyOf(parts);
        }
    }
}
