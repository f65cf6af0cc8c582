package io.worldstream.wsp;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a producer that have no default. */
record RequiredParts(ReadySource source, OracleReader oracle, IngressSink ingress, Catalogue catalogue) {
    /**
     * Returns the parts.
     *
     * @param deadLettersLost whether the policy dead-letters events or rows, and there is no sink for them
     * @throws IllegalStateException if parts are missing; the message names all of them
     */
    static RequiredParts of(
            @Nullable ReadySource source,
            @Nullable OracleReader oracle,
            @Nullable IngressSink ingress,
            @Nullable Catalogue catalogue,
            boolean deadLettersLost) {
        if (source != null && oracle != null && ingress != null && catalogue != null && !deadLettersLost) {
            return new RequiredParts(source, oracle, ingress, catalogue);
        }
        List<String> missing = new ArrayList<>();
        addIf(source == null, "readySource", missing);
        addIf(oracle == null, "oracle", missing);
        addIf(ingress == null, "ingress", missing);
        addIf(catalogue == null, "catalogue", missing);
        addIf(
                deadLettersLost,
                "checkpoints with a sink for dead letters (its policy dead-letters events or rows)",
                missing);
        throw new IllegalStateException("a producer needs " + String.join(", ", missing));
    }

    private static void addIf(boolean isMissing, String part, List<String> missing) {
        if (isMissing) {
            missing.add(part);
        }
    }
}
