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
 * Makes a bank's month from 2026-01-01: exactly as many events as asked for, with quiet nights, noon and evening peaks,
 * weekends of another shape, and some events that share their microsecond. Each part is sorted by event time. The rows
 * depend on seed, events, outputs and scenario alone: the number of parts and compression change files, never rows. Not
 * for use by several threads.
 */
public final class WorldBuilder extends SealedWorldBuilder<WorldBuilder> {
    /** The most events that a world may have. */
    public static final long MAX_EVENTS = 1_000_000_000L;

    private final Map<OutputId, RowEdits> rowEdits = new HashMap<>();
    private BigInteger seed = BigInteger.valueOf(42);
    private long events = 10_000;
    private List<OutputId> outputs = List.of(BankOutputs.ARRIVALS, BankOutputs.EVENT_STREAM_WITH_FRAUD);
    private int parts = 1;
    private String scenarioId = "baseline_v1";
    private @Nullable RunId runId;
    private EnvelopeContract envelopeContract = EnvelopeContract.V0;

    WorldBuilder() {}

    /**
     * The seed; 42 unless set.
     *
     * @param value 0 to 2^64-1
     */
    public WorldBuilder seed(BigInteger value) {
        if (value.signum() < 0 || value.compareTo(Pins.MAX_SEED) > 0) {
            throw new IllegalArgumentException("a seed is from 0 to 2^64-1, not " + value);
        }
        seed = value;
        return this;
    }

    /** The seed. */
    public WorldBuilder seed(long value) {
        return seed(BigInteger.valueOf(value));
    }

    /**
     * The events of all outputs together; 10,000 unless set.
     *
     * @param value 0 to {@value #MAX_EVENTS}
     */
    public WorldBuilder events(long value) {
        if (value < 0 || value > MAX_EVENTS) {
            throw new IllegalArgumentException("a world has 0 to " + MAX_EVENTS + " events, not " + value);
        }
        events = value;
        return this;
    }

    /**
     * The outputs, of {@link BankOutputs}; {@link BankOutputs#ARRIVALS} and {@link BankOutputs#EVENT_STREAM_WITH_FRAUD}
     * unless set.
     */
    public WorldBuilder outputs(Collection<OutputId> value) {
        value.forEach(BankOutputs::entry);
        outputs = List.copyOf(new TreeSet<>(value));
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("a world has at least one output of " + BankOutputs.all());
        }
        return this;
    }

    /** The outputs. */
    public WorldBuilder outputs(OutputId... value) {
        return outputs(List.of(value));
    }

    /**
     * The parts of each output; 1 unless set. Rows are dealt out to them pseudo-randomly.
     *
     * @param value 1 to 1000, since all parts of an output are open at once
     */
    public WorldBuilder parts(int value) {
        if (value < 1 || value > 1000) {
            throw new IllegalArgumentException("an output has 1 to 1000 parts, not " + value);
        }
        parts = value;
        return this;
    }

    /** The scenario; {@code baseline_v1} unless set. It becomes a segment of paths. */
    public WorldBuilder scenarioId(String value) {
        scenarioId = value;
        return this;
    }

    /** The run; follows from the world unless set. Another run of one world has the same events. */
    public WorldBuilder runId(RunId value) {
        runId = value;
        return this;
    }

    /** Whether the pins carry what {@link EnvelopeContract#V1} asks for; V0 unless set. */
    public WorldBuilder envelopeContract(EnvelopeContract value) {
        envelopeContract = value;
        return this;
    }

    /**
     * Replaces a row by a text of any kind, before digests are taken.
     *
     * @param outputId its output
     * @param row its number among the output's rows in event time, from 0
     * @param text what stands on its line
     */
    public WorldBuilder replaceRow(OutputId outputId, long row, String text) {
        edits(outputId).replace(row, text);
        return this;
    }

    /**
     * Adds a text of any kind as the last line of a part, before digests are taken. It does not count as an event.
     *
     * @param outputId the output
     * @param part the part, from 0
     * @param text what stands on the line
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
        String world = "bank month|" + seed + "|" + events + "|" + outputs + "|" + scenarioId;
        String run = Sha256.hex("run|" + world).substring(0, 32);
        boolean v1 = envelopeContract == EnvelopeContract.V1;
        return new Pins(
                new Hex64(Sha256.hex("manifest|" + world)),
                new Hex64(Sha256.hex("parameters|" + scenarioId)),
                seed,
                scenarioId,
                runId == null ? new RunId(run) : runId,
                v1 ? "platform_" + run.substring(0, 12) : null,
                v1 ? new RunId(Sha256.hex("scenario run|" + world).substring(0, 32)) : null);
    }

    @Override
    List<Catalogue.Output> otherEntries() {
        return BankOutputs.others();
    }

    @Override
    List<SealedOutput> writeOutputs(WorldStore store, OutputWriter writer) throws IOException {
        Pins pins = sealedPins();
        List<SealedOutput> sealed = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < outputs.size(); i++) {
            // Shares are cut from the whole, so they add up to it exactly.
            long upTo = events * (i + 1) / outputs.size();
            OutputId outputId = outputs.get(i);
            BankRows rows = BankRows.of(outputId, pins, upTo - before);
            sealed.add(new PartDealer(writer, parts, seed.longValue())
                    .deal(BankOutputs.entry(outputId), rows, edits(outputId)));
            before = upTo;
        }
        return sealed;
    }

    private RowEdits edits(OutputId outputId) {
        return rowEdits.computeIfAbsent(outputId, id -> new RowEdits());
    }
}
