package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.util.List;
import java.util.stream.IntStream;

/** In-memory worlds of small, evenly spaced rows. */
final class Ticks {
    static final OutputId OUTPUT = new OutputId("ticks");

    private static final long FIRST_MICROS = 1_767_225_600_000_000L;
    private static final Catalogue.Output ENTRY = new Catalogue.Output(
            OUTPUT,
            List.of("n"),
            List.of("gate.ticks.validation"),
            "scope_seed",
            false,
            "at",
            Catalogue.TimeFormat.EPOCH_US);

    private Ticks() {}

    /** Adds a world to an oracle. */
    static World put(InMemoryOracle oracle, int rows, long gapMicros) {
        List<String> texts = IntStream.range(0, rows)
                .mapToObj(n -> "{\"at\":" + (FIRST_MICROS + n * gapMicros) + ",\"n\":" + n + "}")
                .toList();
        return World.ofRows().output(ENTRY, PartRows.of(texts)).putInto(oracle);
    }
}
