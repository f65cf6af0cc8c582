package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.NearestName;
import io.worldstream.wsp.policy.InvalidPolicyException;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads a configuration from {@code --set}, the environment and the file, in this order of precedence. All faults are
 * reported at once. Overridden values are not validated; names always are.
 */
public final class ConfigReader {
    private final Map<String, String> environment;
    private final ConfigFaults faults = new ConfigFaults();
    private final Map<String, Setting> winners = new HashMap<>();
    /** Keys whose value names a variable that cannot be used. */
    private final Set<String> unresolved = new HashSet<>();
    /** Variables that the file names. */
    private final Set<String> namedVariables = new HashSet<>();

    private final List<String> warnings = new ArrayList<>();

    private ConfigReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads and validates a configuration.
     *
     * @param file the file, YAML or JSON
     * @param environment the process environment
     * @param settings the values of {@code --set}, each {@code key=value}; the last one of a key wins
     * @param purpose the command's use of the configuration
     * @param spelling the path spelling of the process
     * @throws ConfigException with all faults
     */
    public static WspConfig read(
            Path file, Map<String, String> environment, List<String> settings, Purpose purpose, PathSpelling spelling) {
        return read(file, environment, settings, purpose, spelling, catalogue -> {});
    }

    /**
     * Reads and validates a configuration, as the other method does. If it has faults, it also reports those of the
     * catalogue, provided that the purpose requires it and its path is valid.
     *
     * @param catalogue reads the catalogue, or throws a {@link WspException} that says what is wrong with it
     */
    public static WspConfig read(
            Path file,
            Map<String, String> environment,
            List<String> settings,
            Purpose purpose,
            PathSpelling spelling,
            Consumer<Path> catalogue) {
        ConfigReader reader = new ConfigReader(environment);
        boolean fileRead = reader.readFile(file);
        reader.readEnvironment();
        reader.readSettings(settings);
        reader.interpolate(origin(file));
        WspConfig config = reader.config(file, spelling);
        reader.checkValues(config);
        reader.checkPolicy(config);
        if (fileRead) {
            reader.checkRequired(purpose);
        }
        if (ConfigTable.INGRESS_URL.requiredFor().contains(purpose)) {
            reader.ifValid(config, ConfigTable.INGRESS_AUTH_TOKEN_ENV, (place, name) -> reader.checkToken(name));
        }
        if (!reader.faults.isEmpty()) {
            if (ConfigTable.CATALOGUE.requiredFor().contains(purpose)) {
                reader.ifValid(
                        config,
                        ConfigTable.CATALOGUE,
                        (place, path) -> reader.attempt(place, () -> catalogue.accept(path.path())));
            }
            throw new ConfigException(reader.faults.told(), config.warnings());
        }
        return config;
    }

    private WspConfig config(Path file, PathSpelling spelling) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Map<String, JsonNode> values = new HashMap<>();
        winners.forEach((key, setting) -> values.put(key, setting.value()));
        addWarnings();
        return new WspConfig(values, warnings, new Place(folder, spelling));
    }

    private void addWarnings() {
        for (ConfigKey<?> key : ConfigTable.ALL) {
            Setting setting = winners.get(key.name());
            if (setting == null) {
                continue;
            }
            if (!setting.name().equals(key.name())) {
                warnings.add(setting.place() + ": this key is now " + key.name() + "; the old name is still read");
            }
            if (!setting.value().equals(setting.given())) {
                warnings.add(setting.place() + ": the value "
                        + LogText.quote(setting.given().asText()) + " is now "
                        + setting.value().asText() + "; the old one is still read");
            }
        }
        ForeignVariables.warning(environment.keySet(), keysByVariable(), this::isNamed)
                .ifPresent(warnings::add);
    }

    private static Map<String, String> keysByVariable() {
        Map<String, String> keys = new HashMap<>();
        RenamedSettings.KEYS.forEach((name, key) -> keys.put(ConfigKey.environmentName(name), key.name()));
        ConfigTable.ALL.forEach(key -> keys.put(key.environmentName(), key.name()));
        return keys;
    }

    /** Returns whether the configuration names a variable, in the file or as that of the token. */
    private boolean isNamed(String variable) {
        Setting token = winners.get(ConfigTable.INGRESS_AUTH_TOKEN_ENV.name());
        return namedVariables.contains(variable)
                || (token != null && token.value().asText().equals(variable));
    }

    private boolean readFile(Path file) {
        try {
            JsonNode document = ConfigDocument.read(file);
            if (document.isObject()) {
                readSection(document, "", origin(file));
                return true;
            }
            if (document.isNull() || document.isMissingNode()) {
                return true;
            }
            faults.add(file.toString(), () -> "expected a map of keys");
        } catch (NoSuchFileException e) {
            faults.add(file.toString(), () -> "no such file");
        } catch (IOException e) {
            faults.add(file.toString(), () -> "cannot be read: " + FileFailure.inWords(e));
        } catch (IllegalArgumentException e) {
            faults.add(file.toString(), () -> String.valueOf(e.getMessage()));
        }
        return false;
    }

    private static String origin(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void readSection(JsonNode section, String prefix, String origin) {
        for (Map.Entry<String, JsonNode> field : section.properties()) {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            Optional<ConfigKey<?>> key = RenamedSettings.find(name);
            boolean known = ConfigTable.ALL.stream().anyMatch(k -> k.name().startsWith(name + "."));
            if (key.isPresent()) {
                putOnce(key.get(), name, value, origin);
            } else if (value.isObject() && !value.isEmpty()) {
                readSection(value, name + ".", origin);
            } else if (!known) {
                unknown(name, origin);
            } else if (!value.isNull() && !value.isObject()) {
                faults.add(name + " (" + origin + ")", () -> "a section, not a key; put its keys below it");
            }
        }
    }

    /** Replaces the variables in those values of the file that nothing overrides. */
    private void interpolate(String origin) {
        for (ConfigKey<?> key : ConfigTable.ALL) {
            Setting setting = winners.get(key.name());
            if (setting != null && setting.origin().equals(origin)) {
                interpolate(key, setting);
            }
        }
    }

    private void interpolate(ConfigKey<?> key, Setting setting) {
        Interpolation variables = new Interpolation(environment);
        JsonNode value = variables.replace(setting.given(), key.type()::node);
        namedVariables.addAll(variables.names());
        variables.faults().forEach(fault -> faults.add(setting.place(), () -> fault));
        if (variables.foundPartial()) {
            warnings.add(setting.place()
                    + ": ${ stays as it is; a variable is replaced only where ${NAME} is the whole value");
        }
        if (!variables.faults().isEmpty()) {
            winners.remove(key.name());
            unresolved.add(key.name());
        } else if (value.isNull() && !key.type().nullIsValue()) {
            winners.remove(key.name());
        } else if (!variables.names().isEmpty()) {
            String origin = variables.read().isEmpty()
                    ? setting.origin()
                    : setting.origin() + ", environment " + String.join(", ", variables.read());
            put(key, setting.name(), value, origin);
        }
    }

    private void readEnvironment() {
        // Old names first: a present one wins.
        RenamedSettings.KEYS.forEach((name, key) -> readVariable(ConfigKey.environmentName(name), key, name));
        ConfigTable.ALL.forEach(key -> readVariable(key.environmentName(), key, key.name()));
    }

    private void readVariable(String variable, ConfigKey<?> key, String name) {
        String text = environment.get(variable);
        if (text != null) {
            put(key, name, key.type().node(text), "environment " + variable);
        }
    }

    private void readSettings(List<String> settings) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                // The text is not shown: it may be a value, even a secret, without its key.
                faults.add("--set", () -> "expected key=value, found no key or no '='");
                continue;
            }
            String name = setting.substring(0, equals).strip();
            RenamedSettings.find(name)
                    .ifPresentOrElse(
                            key -> put(key, name, key.type().node(setting.substring(equals + 1)), "--set"),
                            () -> unknown(name, "--set"));
        }
    }

    private void put(ConfigKey<?> key, String name, JsonNode value, String origin) {
        winners.put(key.name(), new Setting(name, value, RenamedSettings.valueFor(key, value), origin));
    }

    private void putOnce(ConfigKey<?> key, String name, JsonNode value, String origin) {
        if (value.isNull() && !key.type().nullIsValue()) {
            return;
        }
        if (winners.containsKey(key.name())) {
            faults.add(name + " (" + origin + ")", () -> "set twice in this file; keep one");
        }
        put(key, name, value, origin);
    }

    private void unknown(String name, String origin) {
        List<String> names = ConfigTable.ALL.stream().map(ConfigKey::name).toList();
        faults.add(
                LogText.quote(name) + " (" + origin + ")",
                () -> "unknown key; the nearest known one is " + NearestName.of(name, names));
    }

    private void checkValues(WspConfig config) {
        for (ConfigKey<?> key : ConfigTable.HOST) {
            Setting setting = winners.get(key.name());
            if (setting != null) {
                attempt(setting.place(), () -> config.find(key));
            }
        }
    }

    private void checkRequired(Purpose purpose) {
        for (ConfigKey<?> key : ConfigTable.ALL) {
            boolean given = winners.containsKey(key.name()) || unresolved.contains(key.name());
            if (key.requiredFor().contains(purpose) && !given) {
                faults.add(
                        key.name(),
                        () -> "missing; set it in the file, as " + key.environmentName() + ", or with --set");
            }
        }
    }

    private void checkPolicy(WspConfig config) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (PolicySetting setting : PolicySetting.all()) {
            Setting given = winners.get(setting.key());
            if (given != null) {
                attempt(
                        given.place(),
                        () -> config.find(ConfigKey.of(setting))
                                .ifPresent(value -> properties.put(setting.key(), value)));
            }
        }
        try {
            StreamPolicy.from(properties);
        } catch (InvalidPolicyException e) {
            e.faults().forEach((key, fault) -> faults.add(place(key), () -> fault));
        }
    }

    private String place(String key) {
        Setting setting = winners.get(key);
        return setting == null ? key : setting.place();
    }

    /** Checks more of a value that is set and valid in itself; the fault of any other is already known. */
    private <T> void ifValid(WspConfig config, ConfigKey<T> key, BiConsumer<String, T> check) {
        Setting setting = winners.get(key.name());
        if (setting == null) {
            return;
        }
        T value;
        try {
            value = config.get(key);
        } catch (IllegalArgumentException | WspException e) {
            return;
        }
        check.accept(setting.place(), value);
    }

    /**
     * Validates the token without showing it. An unset variable is not named either, since its name may be the token
     * itself.
     */
    private void checkToken(String variable) {
        String key = ConfigTable.INGRESS_AUTH_TOKEN_ENV.name();
        String token = environment.getOrDefault(variable, "");
        if (token.isEmpty()) {
            faults.add(key, () -> "the environment variable named here is not set");
        } else {
            attempt(
                    key + " (environment " + variable + ")",
                    () -> HttpIngressSink.builder().authToken(token));
        }
    }

    private void attempt(String where, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException | WspException e) {
            faults.add(where, () -> String.valueOf(e.getMessage()));
        }
    }

    /**
     * A value of a key.
     *
     * @param name the key as it was given, which may be an old name
     * @param given the value as it was given, which may be an old one
     * @param value the value to read
     * @param origin where it was given
     */
    private record Setting(String name, JsonNode given, JsonNode value, String origin) {
        String place() {
            return name + " (" + origin + ")";
        }
    }
}
