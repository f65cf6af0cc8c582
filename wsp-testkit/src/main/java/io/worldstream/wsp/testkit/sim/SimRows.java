package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.internal.SplitMix;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Draws the rows of a small world: ties, few flows, several outputs, parts that are out of order, repeated rows. In every
 * other world, all outputs but the first are context.
 */
final class SimRows {
    private static final long FIRST_MICROS = 1_767_225_600_000_000L;
    private static final int FLOWS = 7;

    private final SplitMix random;
    private final int outputs;
    private final int parts;
    private final boolean shuffled;
    private final boolean context;
    private final List<List<List<String>>> rows = new ArrayList<>();

    /** @param number the world's number, which determines everything except the number of events */
    SimRows(int number) {
        random = new SplitMix(number * 7919L + 17);
        outputs = 1 + random.nextInt(3);
        parts = 1 + random.nextInt(3);
        shuffled = random.nextInt(3) == 0;
        context = number % 2 == 1; // not drawn, so that the rows of all worlds stay as they are
        for (int output = 0; output < outputs; output++) {
            List<List<String>> ofOutput = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                ofOutput.add(new ArrayList<>());
            }
            rows.add(ofOutput);
        }
    }

    /** Returns a world with the given number of events. */
    RowWorldBuilder draw(int events) {
        int ties = 100 + random.nextInt(400);
        long micros = FIRST_MICROS;
        for (int event = 0; event < events; event++) {
            micros += event == 0 || random.chance(ties) ? 0 : gapMicros();
            List<String> part = rows.get(random.nextInt(outputs)).get(random.nextInt(parts));
            String row = "{\"at\":" + micros + ",\"flow_id\":" + random.nextInt(FLOWS) + ",\"n\":" + event
                    + ",\"amount\":" + random.nextInt(100_000) / 100.0 + "}";
            part.add(row);
            if (random.chance(10)) {
                part.add(row);
            }
        }
        RowWorldBuilder world = World.ofRows().nonTraffic(false);
        for (int output = 0; output < outputs; output++) {
            Catalogue.Output entry = entry("sim_" + output);
            List<PartRows> written = rows.get(output).stream().map(this::part).toList();
            if (context && output > 0) {
                world.contextOutput(entry, written);
            } else {
                world.output(entry, written);
            }
        }
        return world;
    }

    /**
     * Returns gaps that are mostly similar and sometimes far longer, which gives the pacing something to catch up with.
     */
    private long gapMicros() {
        long gap = 1L + random.nextInt(2_000);
        return random.chance(30) ? gap * 50 : gap;
    }

    private PartRows part(List<String> lines) {
        List<String> stored = new ArrayList<>(lines);
        if (shuffled) {
            for (int i = stored.size() - 1; i > 0; i--) {
                Collections.swap(stored, i, random.nextInt(i + 1));
            }
        }
        return PartRows.of(stored);
    }

    private static Catalogue.Output entry(String name) {
        return new Catalogue.Output(
                new OutputId(name),
                List.of("flow_id", "n"),
                List.of("gate.sim.validation"),
                "scope_seed",
                false,
                "at",
                Catalogue.TimeFormat.EPOCH_US);
    }
}
