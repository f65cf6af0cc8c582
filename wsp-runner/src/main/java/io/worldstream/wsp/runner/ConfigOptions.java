package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.runner.config.ConfigException;
import io.worldstream.wsp.runner.config.ConfigReader;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options that configure a command. */
@Command(footer = "%nFor the configuration keys: wsp help config")
final class ConfigOptions {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration file: JSON if its name ends in .json, otherwise YAML.")
    private String config = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key. Overrides the environment, which overrides the file. Repeatable.")
    private List<String> settings = new ArrayList<>();

    WspConfig read(Host host, Purpose purpose) {
        return read(host, purpose, List.of());
    }

    /** Reads the configuration, with settings of other options that override {@code --set}. */
    WspConfig read(Host host, Purpose purpose, List<String> more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(more);
        try {
            WspConfig read = ConfigReader.read(
                    host.path("--config", config),
                    host.environment(),
                    all,
                    purpose,
                    host.spelling(),
                    CatalogueFile::read);
            read.warnings().forEach(LOG::warn);
            return read;
        } catch (ConfigException e) {
            e.warnings().forEach(LOG::warn);
            throw e;
        }
    }
}
