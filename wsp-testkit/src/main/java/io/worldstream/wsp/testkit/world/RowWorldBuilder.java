package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Seals rows that the caller supplies: a few lines of a test, or a real data set that is streamed. Rows are written
 * unchanged, to the parts that the caller chose; nothing is sorted or checked. Not thread-safe.
 */
public final class RowWorldBuilder extends SealedWorldBuilder<RowWorldBuilder> {
    private final Map<OutputId, Catalogue.Output> entries = new LinkedHashMap<>();
    private final Map<OutputId, List<PartRows>> parts = new LinkedHashMap<>();
    private final Set<OutputId> context = new HashSet<>();
    private final Map<OutputId, String> suffixes = new HashMap<>();
    private final List<Catalogue.Output> otherEntries = new ArrayList<>();
    private Pins pins = defaultPins();

    RowWorldBuilder() {}

    /** Returns the default pins of a world. Rows that carry pins must carry the world's. */
    public static Pins defaultPins() {
        return new Pins(
                new Hex64(Sha256.hex("testkit manifest")),
                new Hex64(Sha256.hex("testkit parameters")),
                BigInteger.valueOf(42),
                "baseline_v1",
                new RunId(Sha256.hex("testkit run").substring(0, 32)),
                null,
                null);
    }

    /**
     * Sets the world's pins. Default: {@link #defaultPins}. Pins with a platform run and a scenario run select the
     * contract {@code V1}.
     */
    public RowWorldBuilder pins(Pins value) {
        pins = value;
        return this;
    }

    /**
     * Adds a traffic output.
     *
     * @param entry the output's catalogue entry; each gate that it requires gets a bundle and a receipt, and an
     *     instance receipt is added if the output is instance-scoped
     * @param partRows the output's parts; may be empty
     */
    public RowWorldBuilder output(Catalogue.Output entry, List<PartRows> partRows) {
        if (entries.putIfAbsent(entry.outputId(), entry) != null) {
            throw new IllegalArgumentException("output " + entry.outputId() + " is added twice");
        }
        parts.put(entry.outputId(), List.copyOf(partRows));
        return this;
    }

    /** Adds a traffic output. */
    public RowWorldBuilder output(Catalogue.Output entry, PartRows... partRows) {
        return output(entry, List.of(partRows));
    }

    /**
     * Adds an output of role {@code non_traffic}, which a host may name as context (contracts 13).
     *
     * @param entry as for {@link #output(Catalogue.Output, List)}
     * @param partRows the output's parts; may be empty
     */
    public RowWorldBuilder contextOutput(Catalogue.Output entry, List<PartRows> partRows) {
        output(entry, partRows);
        context.add(entry.outputId());
        return this;
    }

    /** Adds an output of role {@code non_traffic}, which a host may name as context. */
    public RowWorldBuilder contextOutput(Catalogue.Output entry, PartRows... partRows) {
        return contextOutput(entry, List.of(partRows));
    }

    /**
     * Adds a traffic output whose parts are copies of files, byte for byte and in any row format. Their rows are not
     * counted: {@link World#counts} has 0 for the output.
     *
     * @param entry as for {@link #output(Catalogue.Output, List)}
     * @param suffix the end of the parts' names, such as {@code .parquet}
     * @param files the parts, in order; read when the world is written
     */
    public RowWorldBuilder storedOutput(Catalogue.Output entry, String suffix, List<Path> files) {
        output(entry, files.stream().map(PartRows::copyOf).toList());
        suffixes.put(entry.outputId(), suffix);
        return editCatalogue(document -> {
            for (JsonNode node : document.path("outputs")) {
                if (node.path("output_id").asText().equals(entry.outputId().value())) {
                    ((ObjectNode) node)
                            .put("path_template", "data/" + entry.outputId() + "/seed={seed}/part-*" + suffix);
                }
            }
            return document;
        });
    }

    /** Adds a catalogue entry of an output that this world does not contain. */
    public RowWorldBuilder catalogueEntry(Catalogue.Output entry) {
        otherEntries.add(entry);
        return this;
    }

    @Override
    RowWorldBuilder self() {
        return this;
    }

    @Override
    Pins sealedPins() {
        return pins;
    }

    @Override
    List<Catalogue.Output> otherEntries() {
        return otherEntries;
    }

    @Override
    List<SealedOutput> writeOutputs(WorldStore store, OutputWriter writer) throws IOException {
        List<SealedOutput> sealed = new ArrayList<>();
        for (Catalogue.Output entry : entries.values()) {
            List<PartRows> partRows = parts.getOrDefault(entry.outputId(), List.of());
            String suffix = suffixes.getOrDefault(entry.outputId(), writer.suffix());
            List<String> paths = writer.partPaths(entry.outputId(), partRows.size(), suffix);
            long rows = 0;
            for (int part = 0; part < partRows.size(); part++) {
                PartRows content = partRows.get(part);
                String path = paths.get(part);
                try (OutputStream out = content.isStored() ? writer.startStoredPart(path) : writer.startPart(path)) {
                    rows += content.writeTo(out);
                }
            }
            SealedOutput output = writer.seal(entry, paths, rows, suffix);
            sealed.add(context.contains(entry.outputId()) ? output.as(SealedOutput.Kind.CONTEXT) : output);
        }
        return sealed;
    }
}
