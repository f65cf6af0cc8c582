package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used: {@link ReasonCode#CONFIG_INVALID}, with all that is wrong at once. */
public final class ConfigException extends WspException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ConfigFault> faults;

    /** @param faults what is wrong; at least one */
    public ConfigException(List<ConfigFault> faults) {
        super(
                ReasonCode.CONFIG_INVALID,
                faults.stream().map(ConfigFault::toString).collect(Collectors.joining(System.lineSeparator())));
        this.faults = new ArrayList<>(faults);
    }

    /** All that is wrong. */
    public List<ConfigFault> faults() {
        return List.copyOf(faults);
    }
}
