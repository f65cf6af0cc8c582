package io.worldstream.wsp.runner;

import io.worldstream.wsp.runner.config.ConfigReader;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command is configured. */
final class ConfigOptions {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration: a YAML file, or JSON if its name ends in .json.")
    private String config = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key; beats the environment, which beats the file. May be given again.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--start-at",
            paramLabel = "PLACE",
            description = "Streams from an event time on, or from TIME/EVENT_ID on; as --set policy.start_at=PLACE.")
    private @Nullable String startAt;

    WspConfig read(Host host, Purpose purpose) {
        List<String> all = new ArrayList<>(settings);
        if (startAt != null) {
            all.add(ConfigTable.START_AT.name() + "=" + startAt);
        }
        return ConfigReader.read(host.path("--config", config), host.environment(), all, purpose, host.spelling());
    }
}
