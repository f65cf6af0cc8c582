package io.worldstream.wsp.runner.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects the first hundred faults of a configuration and counts the rest. Not thread-safe. */
final class ConfigFaults {
    private static final int MOST_TOLD = 100;

    private final List<ConfigFault> faults = new ArrayList<>();
    private int untold;

    /**
     * Adds a fault.
     *
     * @param where the key and its source, or the document
     * @param message the fault and the allowed values; only evaluated if the fault is listed, since it may need a
     *     search
     */
    void add(String where, Supplier<String> message) {
        if (faults.size() < MOST_TOLD) {
            faults.add(new ConfigFault(where, message.get()));
        } else {
            untold++;
        }
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** Returns the listed faults, with a last entry that counts the rest. */
    List<ConfigFault> told() {
        List<ConfigFault> told = new ArrayList<>(faults);
        if (untold > 0) {
            told.add(new ConfigFault("and " + untold + " more", "fix these first"));
        }
        return told;
    }
}
