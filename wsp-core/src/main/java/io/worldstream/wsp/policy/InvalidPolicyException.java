package io.worldstream.wsp.policy;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Properties that {@link StreamPolicy#from} does not accept. Reports all faults at once. */
public final class InvalidPolicyException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Map<String, String> faults;

    InvalidPolicyException(Map<String, String> faults) {
        super(faults.entrySet().stream()
                .map(fault -> fault.getKey() + ": " + fault.getValue())
                .collect(Collectors.joining("; ")));
        this.faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
    }

    /** Returns what is wrong, by key. */
    public Map<String, String> faults() {
        return faults;
    }
}
