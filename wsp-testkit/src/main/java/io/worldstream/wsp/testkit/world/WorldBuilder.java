package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Generates a bank's month from 2026-01-01 with exactly the requested number of events: quiet nights, noon and evening
 * peaks, weekends of another shape, and some events that share their microsecond. Each part is sorted by event time.
 * The rows depend only on seed, events, outputs and scenario: the number of parts and compression change files, never
 * rows. Not thread-safe.
 */
public final class WorldBuilder extends SealedWorldBuilder<WorldBuilder> {
    /** The largest number of events in a world. */
    public static final long MAX_EVENTS = 1_000_000_000L;

    private final Map<OutputId, RowEdits> rowEdits = new HashMap<>();
    private BigInteger seed = BigInteger.valueOf(42);
    private long events = 10_000;
    private List<OutputId> outputs = List.of();
    private int parts = 1;
    private String scenarioId = "baseline_v1";
    private @Nullable RunId runId;

    WorldBuilder() {}

    /**
     * Sets the seed. Default: 42.
     *
     * @param value 0 to 2^64-1
     */
    public WorldBuilder seed(BigInteger value) {
        if (value.signum() < 0 || value.compareTo(Pins.MAX_SEED) > 0) {
            throw new IllegalArgumentException("seed must be from 0 to 2^64-1: " + value);
        }
        seed = value;
        return this;
    }

    /** Sets the seed, which must not be negative. Default: 42. */
    public WorldBuilder seed(long value) {
        return seed(BigInteger.valueOf(value));
    }

    /**
     * Sets the number of events of all outputs together. Default: 10,000.
     *
     * @param value 0 to {@value #MAX_EVENTS}
     */
    public WorldBuilder events(long value) {
        if (value < 0 || value > MAX_EVENTS) {
            throw new IllegalArgumentException("events must be from 0 to " + MAX_EVENTS + ": " + value);
        }
        events = value;
        return this;
    }

    /**
     * Sets the outputs, from those of {@link BankOutputs}. Default: {@link BankOutputs#ARRIVALS} and {@link
     * BankOutputs#EVENT_STREAM_WITH_FRAUD}, both traffic. Under {@link EnvelopeContract#V1}: the event stream as traffic,
     * and arrivals, their entities and the flow anchors with fraud, which a host may name as context.
     */
    public WorldBuilder outputs(Collection<OutputId> value) {
        value.forEach(BankOutputs::entry);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("outputs must not be empty; choose from " + BankOutputs.all());
        }
        outputs = List.copyOf(new TreeSet<>(value));
        return this;
    }

    /** Sets the outputs. */
    public WorldBuilder outputs(OutputId... value) {
        return outputs(List.of(value));
    }

    /**
     * Sets the number of parts of each output. Default: 1. Rows are distributed over them pseudo-randomly.
     *
     * @param value 1 to 1000, since all parts of an output are open at once
     */
    public WorldBuilder parts(int value) {
        if (value < 1 || value > 1000) {
            throw new IllegalArgumentException("parts must be from 1 to 1000: " + value);
        }
        parts = value;
        return this;
    }

    /** Sets the scenario, which becomes a segment of paths. Default: {@code baseline_v1}. */
    public WorldBuilder scenarioId(String value) {
        scenarioId = value;
        return this;
    }

    /** Sets the run. Default: derived from the world. Another run of the same world has the same events. */
    public WorldBuilder runId(RunId value) {
        runId = value;
        return this;
    }

    /**
     * Replaces a row by arbitrary text before digests are computed.
     *
     * @param outputId the row's output
     * @param row the row's number among the output's rows in event time, from 0
     * @param text the new content of the row's line
     */
    public WorldBuilder replaceRow(OutputId outputId, long row, String text) {
        edits(outputId).replace(row, text);
        return this;
    }

    /**
     * Adds arbitrary text as the last line of a part before digests are computed. It does not count as an event.
     *
     * @param outputId the output
     * @param part the part, from 0
     * @param text the content of the line
     */
    public WorldBuilder appendRow(OutputId outputId, int part, String text) {
        edits(outputId).append(part, text);
        return this;
    }

    @Override
    WorldBuilder self() {
        return this;
    }

    @Override
    Pins sealedPins() {
        String world = "bank month|" + seed + "|" + events + "|" + chosen() + "|" + scenarioId;
        String run = Sha256.hex("run|" + world).substring(0, 32);
        return new Pins(
                new Hex64(Sha256.hex("manifest|" + world)),
                new Hex64(Sha256.hex("parameters|" + scenarioId)),
                seed,
                scenarioId,
                runId == null ? new RunId(run) : runId,
                null,
                null);
    }

    @Override
    List<Catalogue.Output> otherEntries() {
        return BankOutputs.others();
    }

    @Override
    List<SealedOutput> writeOutputs(WorldStore store, OutputWriter writer) throws IOException {
        Pins pins = sealedPins();
        List<OutputId> chosen = chosen();
        List<SealedOutput> sealed = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < chosen.size(); i++) {
            // Shares are cut from the total, so they add up to it exactly.
            long upTo = events * (i + 1) / chosen.size();
            OutputId outputId = chosen.get(i);
            BankRows rows = BankRows.of(outputId, pins, upTo - before);
            sealed.add(new PartDealer(writer, parts, seed.longValue())
                    .deal(BankOutputs.entry(outputId), rows, edits(outputId))
                    .as(BankOutputs.kind(outputId, contract())));
            before = upTo;
        }
        return sealed;
    }

    private List<OutputId> chosen() {
        return outputs.isEmpty() ? BankOutputs.standard(contract()) : outputs;
    }

    private RowEdits edits(OutputId outputId) {
        return rowEdits.computeIfAbsent(outputId, id -> new RowEdits());
    }
}
