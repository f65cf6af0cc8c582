package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.runner.report.JsonLine;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A sealed world with a configuration that {@code run}, {@code explain} and {@code preview} accept unchanged; only
 * {@code run} also needs the gate's URL. All its paths are relative, so the folder can be moved.
 *
 * @param world the world
 * @param config its configuration
 */
record WorldFolder(World world, Path config) {
    private static final String CONFIG = "wsp.yaml";
    private static final String STATE = "state";

    /**
     * Writes the configuration of a world.
     *
     * @param world the world, written to a directory
     * @param speedup the speedup to configure
     */
    static WorldFolder configure(World world, String speedup) throws IOException {
        return configure(world, speedup, LocalTimestamps.LOCAL);
    }

    /**
     * Writes the configuration of a world.
     *
     * @param world the world, written to a directory
     * @param speedup the speedup to configure
     * @param localTimestamps the interpretation of Parquet timestamps that are not marked as UTC
     */
    static WorldFolder configure(World world, String speedup, LocalTimestamps localTimestamps) throws IOException {
        Path folder = world.directory();
        String text = """
                # Streams the sealed world in this folder. Set the URL of the gate here, or with
                # --set ingress.url=https://HOST:PORT
                control_bus:
                  root: %s
                object_store:
                  root: %s
                oracle:
                  root: %s
                catalogue: %s
                state:
                  root: %s
                policy:
                  stream_speedup: %s
                %s""".formatted(
                        folder.relativize(world.controlBusRoot()),
                        folder.relativize(world.objectStoreRoot()),
                        folder.relativize(world.oracleRoot()),
                        folder.relativize(world.catalogueFile()),
                        STATE,
                        speedup,
                        world.contract() == EnvelopeContract.V0 ? "" : "  envelope_contract: v1\n");
        if (!world.contextCounts().isEmpty()) {
            text += "  context_outputs: " + world.contextCounts().keySet() + "\n";
        }
        if (localTimestamps != LocalTimestamps.LOCAL) {
            text += """
                    parquet:
                      local_timestamps: %s
                    """.formatted(localTimestamps.name().toLowerCase(Locale.ROOT));
        }
        Path config = folder.resolve(CONFIG);
        return new WorldFolder(world, Files.writeString(config, text, StandardOpenOption.CREATE_NEW));
    }

    /** Returns the number of events that the configuration streams: those of traffic and context. */
    long events() {
        return world.events()
                + world.contextCounts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    /** Returns the paths as one line of JSON. */
    String json() {
        return json(world.directory(), events());
    }

    /**
     * Returns the paths as one line of JSON.
     *
     * @param place the folder to which this one is moved
     * @param events the number of events
     */
    String json(Path place, long events) {
        UnaryOperator<Path> moved = path -> place.resolve(world.directory().relativize(path));
        return JsonLine.of(line -> line.put("config", moved.apply(config))
                .put("ready", moved.apply(world.readyFile()))
                .put("control_bus", moved.apply(world.controlBusRoot()))
                .put("object_store", moved.apply(world.objectStoreRoot()))
                .put("oracle", moved.apply(world.oracleRoot()))
                .put("catalogue", moved.apply(world.catalogueFile()))
                .put("run_id", world.runId())
                .put("events", events));
    }
}
