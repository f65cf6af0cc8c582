package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown with {@link ReasonCode#CONFIG_INVALID} for an invalid configuration. It lists all faults at once. */
public final class ConfigException extends WspException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ConfigFault> faults;
    private final ArrayList<String> warnings;

    /**
     * Creates an exception.
     *
     * @param faults at least one fault
     * @param warnings the warnings of the configuration, which may explain a fault
     */
    public ConfigException(List<ConfigFault> faults, List<String> warnings) {
        super(
                ReasonCode.CONFIG_INVALID,
                faults.stream().map(ConfigFault::toString).collect(Collectors.joining(System.lineSeparator())));
        this.faults = new ArrayList<>(faults);
        this.warnings = new ArrayList<>(warnings);
    }

    /** Returns all faults, as an immutable copy. */
    public List<ConfigFault> faults() {
        return List.copyOf(faults);
    }

    /** Returns the warnings of the configuration, as an immutable copy. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
