package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.TrafficWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run once its READY and facts view passed every check.
 *
 * @param pins whose world
 * @param targets the traffic outputs that exist, in ascending order of their ids
 * @param absent optional traffic outputs that the engine omitted
 * @param window the span of event time, or null for all
 * @param notes remarks for people
 */
public record RunFacts(
        Pins pins,
        List<TrafficTarget> targets,
        List<OutputId> absent,
        @Nullable TrafficWindow window,
        List<String> notes) {
    public RunFacts {
        targets = List.copyOf(targets);
        absent = List.copyOf(absent);
        notes = List.copyOf(notes);
    }

    /**
     * A traffic output with its proofs.
     *
     * @param output its catalogue entry
     * @param locatorPath where its bytes are, as the facts view says it
     * @param locatorJson the locator in canonical JSON
     * @param contentDigest what its bytes hash to
     * @param parts what the locator names, in path order
     * @param instanceReceiptRef where its instance receipt is, if the facts view says so
     */
    public record TrafficTarget(
            Catalogue.Output output,
            String locatorPath,
            String locatorJson,
            Hex64 contentDigest,
            List<OraclePart> parts,
            @Nullable String instanceReceiptRef) {
        public TrafficTarget {
            parts = List.copyOf(parts);
        }
    }
}
