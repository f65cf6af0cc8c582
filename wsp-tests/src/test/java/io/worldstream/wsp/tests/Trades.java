package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/** Worlds of one output whose rows are a fixed time apart. */
final class Trades {
    static final OutputId OUTPUT = new OutputId("trades");
    /** 2026-01-01T00:00:00Z. */
    static final long FIRST_MILLIS = 1_767_225_600_000L;

    static final String LOCATOR_FOLDER = "data/trades/seed=42/manifest_fingerprint="
            + RowWorldBuilder.defaultPins().manifestFingerprint() + "/scenario_id=baseline_v1/";

    private static final Catalogue.Output ENTRY = new Catalogue.Output(
            OUTPUT,
            List.of("n"),
            List.of("gate.trades.validation"),
            "scope_seed",
            false,
            "at",
            Catalogue.TimeFormat.EPOCH_MS);

    private Trades() {}

    static String row(int number, long stepMillis) {
        return "{\"at\":" + (FIRST_MILLIS + number * stepMillis) + ",\"n\":" + number + ",\"price\":10.50}";
    }

    static List<String> rows(int count, long stepMillis) {
        return IntStream.range(0, count).mapToObj(i -> row(i, stepMillis)).toList();
    }

    /** So many rows in one part. */
    static RowWorldBuilder world(int count, long stepMillis) {
        return World.ofRows().output(ENTRY, PartRows.of(rows(count, stepMillis)));
    }

    static RowWorldBuilder world(PartRows... parts) {
        return World.ofRows().output(ENTRY, parts);
    }

    /** The pins of another run of the same world. */
    static Pins otherRun(char digit) {
        return pins(RowWorldBuilder.defaultPins().seed(), digit);
    }

    /** The pins of another world. */
    static Pins otherWorld(long seed, char digit) {
        return pins(BigInteger.valueOf(seed), digit);
    }

    private static Pins pins(BigInteger seed, char digit) {
        Pins pins = RowWorldBuilder.defaultPins();
        return new Pins(
                pins.manifestFingerprint(),
                pins.parameterHash(),
                seed,
                pins.scenarioId(),
                new RunId(String.valueOf(digit).repeat(32)),
                null,
                null);
    }
}
