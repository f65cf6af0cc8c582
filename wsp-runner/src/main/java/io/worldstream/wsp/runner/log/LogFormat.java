package io.worldstream.wsp.runner.log;

import java.util.Locale;

/** The format of stderr. */
public enum LogFormat {
    /** For people: a line for each message, stack traces below it. */
    TEXT,
    /** For programs: one JSON object for each message, and nothing else. */
    JSON;

    /** Returns the name as the command line spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
