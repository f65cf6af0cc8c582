package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.InvalidPolicyException;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.runner.config.Settings.Setting;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads a configuration from {@code --set}, the environment and the file, in this order of precedence. All faults are
 * reported at once. Overridden values are not validated; names always are.
 */
public final class ConfigReader {
    private static final String SECRET = "may be a secret, which other users of the machine can see on a command line;"
            + " set it in the environment, or in the file as ${NAME}";

    private final Map<String, String> environment;
    private final ConfigFaults faults = new ConfigFaults();
    private final Settings settings = new Settings();
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
        reader.checkPolicy(config, ConfigTable.CATALOGUE.requiredFor().contains(purpose));
        if (fileRead) {
            reader.checkRequired(config, purpose);
        }
        if (ConfigTable.INGRESS_URL.requiredFor().contains(purpose)) {
            GateAccess.check(config, environment, reader::place, reader.faults);
        }
        ReachKeys.faults(config).forEach((key, fault) -> reader.faults.add(reader.place(key), () -> fault));
        reader.checkOfAdapters(config, purpose);
        if (!reader.faults.isEmpty()) {
            if (ConfigTable.CATALOGUE.requiredFor().contains(purpose)) {
                reader.ifValid(
                        config,
                        ConfigTable.CATALOGUE,
                        (place, named) -> reader.attempt(place, () -> {
                            if (named instanceof Location location) {
                                catalogue.accept(location.path());
                            }
                        }));
            }
            throw new ConfigException(reader.faults.told(), config.warnings());
        }
        return config;
    }

    private WspConfig config(Path file, PathSpelling spelling) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Map<String, JsonNode> values = settings.values();
        Place place = new Place(folder, spelling);
        addWarnings(new WspConfig(values, List.of(), place));
        return new WspConfig(values, warnings, place);
    }

    private void addWarnings(WspConfig config) {
        for (Setting setting : settings.all()) {
            ConfigKey<?> key = setting.key();
            if (!setting.name().equals(key.name())) {
                warnings.add(setting.place() + ": this key is now " + key.name() + "; the old name is still read");
            }
            if (!setting.value().equals(setting.given())) {
                warnings.add(setting.place() + ": the value "
                        + LogText.quote(setting.given().asText()) + " is now "
                        + setting.value().asText() + "; the old one is still read");
            }
        }
        ConfigTable.ALL.stream()
                .map(ConfigKey::condition)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(condition -> warnOfIdleKeys(config, condition));
        if (ReadyTrust.keysAreIdle(config)) {
            warnings.add(place(ReadyTrust.READY_KEYS.name()) + ": not used, since security.ready_signature is off");
        }
        ForeignVariables.warning(environment.keySet(), keysByVariable(environment.keySet()), this::isNamed)
                .ifPresent(warnings::add);
    }

    /** Warns of keys that are set although the choice on which they depend is another. */
    private void warnOfIdleKeys(WspConfig config, ConfigKey.Condition condition) {
        List<Setting> idle = settings.all().stream()
                .filter(setting -> condition.equals(setting.key().condition()))
                .filter(setting -> takesEffect(false, config, setting.key()))
                .toList();
        if (!idle.isEmpty()) {
            warnings.add(idle.stream().map(Setting::place).collect(Collectors.joining(", ")) + ": not used, since "
                    + condition.unmetInWords());
        }
    }

    private static Map<String, String> keysByVariable(Set<String> variables) {
        Map<String, String> keys = new HashMap<>();
        RenamedSettings.KEYS.forEach((name, key) -> keys.put(ConfigKey.environmentName(name), key.name()));
        ConfigTable.ALL.forEach(key -> keys.put(key.environmentName(), key.name()));
        variables.forEach(
                variable -> ConfigTable.memberOf(variable).ifPresent(key -> keys.putIfAbsent(variable, key.name())));
        return keys;
    }

    /** Returns whether the configuration names a variable, in the file or as that of the token. */
    private boolean isNamed(String variable) {
        Setting token = settings.get(ConfigTable.INGRESS_AUTH_TOKEN_ENV);
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
            boolean isSection = value.isObject() && !value.isEmpty();
            if (key.isPresent() && !(isSection && ConfigTable.isMember(key.get()))) {
                putOnce(key.get(), name, value, origin);
            } else if (isSection) {
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
        for (Setting setting : settings.all()) {
            if (setting.origin().equals(origin)) {
                interpolate(setting);
            }
        }
    }

    private void interpolate(Setting setting) {
        ConfigKey<?> key = setting.key();
        Interpolation variables = new Interpolation(environment);
        JsonNode value = variables.replace(setting.given(), key.type()::node);
        namedVariables.addAll(variables.names());
        variables.faults().forEach(fault -> faults.add(setting.place(), () -> fault));
        if (variables.foundPartial()) {
            warnings.add(setting.place()
                    + ": ${ stays as it is; a variable is replaced only where ${NAME} is the whole value");
        }
        if (!variables.faults().isEmpty()) {
            settings.remove(key);
            unresolved.add(key.name());
        } else if (value.isNull() && !key.type().nullIsValue()) {
            settings.remove(key);
        } else if (!variables.names().isEmpty()) {
            String origin = variables.read().isEmpty()
                    ? setting.origin()
                    : setting.origin() + ", environment " + String.join(", ", variables.read());
            settings.put(key, setting.name(), value, origin);
        }
    }

    private void readEnvironment() {
        // Old names first: a present one wins.
        RenamedSettings.KEYS.forEach((name, key) -> readVariable(ConfigKey.environmentName(name), key, name));
        environment
                .keySet()
                .forEach(variable ->
                        ConfigTable.memberOf(variable).ifPresent(key -> readVariable(variable, key, key.name())));
        ConfigTable.ALL.forEach(key -> readVariable(key.environmentName(), key, key.name()));
    }

    private void readVariable(String variable, ConfigKey<?> key, String name) {
        String text = environment.get(variable);
        if (text != null) {
            settings.put(key, name, key.type().node(text), "environment " + variable);
        }
    }

    private void readSettings(List<String> given) {
        for (String setting : given) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                // The text is not shown: it may be a value, even a secret, without its key.
                faults.add("--set", () -> "expected key=value, found no key or no '='");
                continue;
            }
            String name = setting.substring(0, equals).strip();
            Optional<ConfigKey<?>> key = RenamedSettings.find(name);
            if (key.isEmpty()) {
                unknown(name, "--set");
            } else if (key.get().mayBeSecret()) {
                faults.add(name + " (--set)", () -> SECRET);
            } else {
                settings.put(key.get(), name, key.get().type().node(setting.substring(equals + 1)), "--set");
            }
        }
    }

    private void putOnce(ConfigKey<?> key, String name, JsonNode value, String origin) {
        if (value.isNull() && !key.type().nullIsValue()) {
            return;
        }
        if (settings.has(key)) {
            faults.add(name + " (" + origin + ")", () -> "set twice in this file; keep one");
        }
        settings.put(key, name, value, origin);
    }

    private void unknown(String name, String origin) {
        List<String> names = ConfigTable.ALL.stream().map(ConfigKey::name).toList();
        faults.add(
                LogText.quote(name) + " (" + origin + ")",
                () -> "unknown key" + ConfigReference.suggestion(name, names));
    }

    private void checkValues(WspConfig config) {
        for (Setting setting : settings.all()) {
            if (ConfigTable.isOfHost(setting.key())) {
                attempt(setting.place(), () -> config.find(setting.key()));
            }
        }
    }

    private void checkRequired(WspConfig config, Purpose purpose) {
        for (ConfigKey<?> key : ConfigTable.ALL) {
            boolean given = settings.has(key) || unresolved.contains(key.name());
            if (key.requiredFor().contains(purpose) && !given && takesEffect(true, config, key)) {
                faults.add(
                        key.name(),
                        () -> "missing; set it in the file, as " + key.environmentName() + ", or with --set");
            }
        }
    }

    private void checkPolicy(WspConfig config, boolean streams) {
        ReadyTrust.faults(config, streams).forEach((key, fault) -> faults.add(place(key), () -> fault));
        Map<String, String> properties = new LinkedHashMap<>();
        for (PolicySetting setting : PolicySetting.all()) {
            Setting given = settings.get(setting.key());
            if (given != null) {
                attempt(
                        given.place(),
                        () -> config.find(ConfigKey.of(setting))
                                .ifPresent(value -> properties.put(setting.key(), value)));
            }
        }
        try {
            StreamPolicy policy = PolicyBinding.bind(properties, config.place());
            if (streams) {
                policy.security().producers().requireListed(policy.envelope().producer());
            }
        } catch (InvalidPolicyException e) {
            e.faults().forEach((key, fault) -> faults.add(place(key), () -> fault));
            attempt(place(PolicyBinding.PRODUCERS), () -> PolicyBinding.requireReadable(properties, config.place()));
        } catch (IllegalArgumentException | WspException e) {
            faults.add(place(PolicyBinding.PRODUCERS), () -> String.valueOf(e.getMessage()));
        }
    }

    /** Checks what only adapters know of the bus and the state, without a connection. */
    private void checkOfAdapters(WspConfig config, Purpose purpose) {
        if (ConfigTable.KAFKA_SERVERS.requiredFor().contains(purpose)) {
            KafkaKeys.faults(config).forEach((key, fault) -> faults.add(place(key), () -> fault));
        }
        boolean mayDoWithoutState = purpose == Purpose.STATUS; // as the commands of audit and of control do
        if (ConfigTable.JDBC_URL.requiredFor().contains(purpose) && !mayDoWithoutState) {
            NamedSecrets.passwordFault(config, environment).ifPresent(fault -> {
                int colon = fault.indexOf(": ");
                faults.add(fault.substring(0, colon), () -> fault.substring(colon + 2));
            });
        }
    }

    private String place(String key) {
        Setting setting = settings.get(key);
        return setting == null ? key : setting.place();
    }

    /**
     * Returns whether the choice on which a key depends gives this answer. One that cannot be read, which is a fault of
     * its own, gives none.
     */
    private static boolean takesEffect(boolean answer, WspConfig config, ConfigKey<?> key) {
        try {
            return config.takesEffect(key) == answer;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Checks more of a value that is set and valid in itself; the fault of any other is already known. */
    private <T> void ifValid(WspConfig config, ConfigKey<T> key, BiConsumer<String, T> check) {
        Setting setting = settings.get(key);
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

    private void attempt(String where, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException | WspException e) {
            faults.add(where, () -> String.valueOf(e.getMessage()));
        }
    }
}
