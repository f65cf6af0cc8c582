package io.worldstream.wsp.runner;

import io.worldstream.wsp.runner.config.ConfigReader;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import java.util.ArrayList;
import java.util.List;
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

    WspConfig read(Host host, Purpose purpose) {
        return ConfigReader.read(host.path("--config", config), host.environment(), settings, purpose, host.spelling());
    }
}
