package io.worldstream.wsp.tests;

import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A world of a test's own rows on disk, with a configuration that the command takes.
 *
 * @param world the world
 * @param config its configuration
 */
record WorldWithConfig(World world, Path config) {
    static WorldWithConfig write(Path folder, RowWorldBuilder rows) throws IOException {
        World world = rows.writeTo(folder);
        String text = """
                control_bus.root: control_bus
                object_store.root: object_store
                oracle.root: oracle
                catalogue: catalogue.json
                state.root: state
                """;
        return new WorldWithConfig(world, Files.writeString(folder.resolve("wsp.yaml"), text));
    }

    /** The arguments of a run against a gate. */
    String[] run(EmbeddedGate gate, String... more) {
        List<String> args =
                new ArrayList<>(List.of("run", "--config", config.toString(), "--set", "ingress.url=" + gate.url()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    /** Where a run puts rows aside. */
    Path spill() {
        return world.directory().resolve("state").resolve("spill");
    }
}
