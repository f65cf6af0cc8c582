package io.worldstream.wsp.runner.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what is wrong with a configuration: the first hundred faults, and how many there are more. For one thread. */
final class ConfigFaults {
    private static final int MOST_TOLD = 100;

    private final List<ConfigFault> faults = new ArrayList<>();
    private int untold;

    /**
     * Adds a fault.
     *
     * @param where the key and who set it, or the document
     * @param message what is wrong and what is allowed; asked for only if it is told, since it may take a search
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

    /** The faults that are told, with a last line about the rest. */
    List<ConfigFault> told() {
        List<ConfigFault> told = new ArrayList<>(faults);
        if (untold > 0) {
            told.add(new ConfigFault("and " + untold + " more", "mend these first"));
        }
        return told;
    }
}
