package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.world.World;
import io.worldstream.wsp.testkit.world.WorldBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a sealed world, a bank's month, with its proofs, its READY and a configuration. */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        description =
                "Writes a sealed world, a bank's month, with its READY message and a configuration; prints the paths as"
                        + " JSON. The same seed gives the same rows.")
final class WorldCommand implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the world. Created if missing; must be empty.")
    private String out = "";

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Number of events (${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Seed, 0 to 2^64-1 (${DEFAULT-VALUE}).")
    private BigInteger seed = BigInteger.ZERO;

    @Option(
            names = "--outputs",
            paramLabel = "ID",
            split = ",",
            description = "Ids of the outputs, separated by commas.")
    private List<String> outputs = new ArrayList<>();

    @Option(
            names = "--parts",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of part files of each output (${DEFAULT-VALUE}).")
    private int parts;

    @Option(names = "--gzip", description = "Compresses the parts.")
    private boolean gzip;

    @Mixin
    private ContractOption contract = new ContractOption();

    WorldCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        WorldBuilder world = World.bankMonth();
        UsageException.naming("--events", () -> world.events(events));
        UsageException.naming("--seed", () -> world.seed(seed));
        UsageException.naming("--parts", () -> world.parts(parts));
        if (!outputs.isEmpty()) {
            UsageException.naming(
                    "--outputs",
                    () -> world.outputs(outputs.stream().map(OutputId::new).toList()));
        }
        world.gzip(gzip).contract(contract.value());
        Path folder = host.emptyFolder("--out", out);
        host.stdout()
                .line(WorldFolder.configure(world.writeTo(folder), DemoCommand.A_DAY_A_SECOND)
                        .json());
        return ExitCode.OK.code();
    }
}
