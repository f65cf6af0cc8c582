package io.worldstream.wsp.runner.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A configuration of three sources, as tests write it. */
final class ConfigFixture {
    static final String COMPLETE = """
            control_bus: {root: bus}
            object_store: {root: store}
            oracle: {root: oracle}
            catalogue: catalogue.yaml
            ingress: {url: "http://localhost:8080/"}
            state: {root: state}
            """;

    private final Path folder;
    private String name = "wsp.yaml";
    private String text = COMPLETE;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> settings = new ArrayList<>();
    private PathSpelling spelling = new PathSpelling(StandardCharsets.UTF_8);

    ConfigFixture(Path folder) {
        this.folder = folder;
    }

    ConfigFixture file(String fileName, String content) {
        name = fileName;
        text = content;
        return this;
    }

    ConfigFixture add(String yaml) {
        text += yaml;
        return this;
    }

    ConfigFixture environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    ConfigFixture set(String setting) {
        settings.add(setting);
        return this;
    }

    ConfigFixture spelling(PathSpelling other) {
        spelling = other;
        return this;
    }

    WspConfig read(Purpose purpose) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return ConfigReader.read(file, environment, settings, purpose, spelling);
    }

    WspConfig read() throws IOException {
        return read(Purpose.RUN);
    }

    /** Every fault, as people see it. */
    List<String> faults() throws IOException {
        return faults(Purpose.RUN);
    }

    List<String> faults(Purpose purpose) throws IOException {
        try {
            read(purpose);
            return List.of();
        } catch (ConfigException e) {
            return e.faults().stream().map(ConfigFault::toString).toList();
        }
    }
}
