package io.worldstream.wsp.runner;

import io.worldstream.wsp.runner.log.Log;
import io.worldstream.wsp.runner.log.LogFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options for what a command prints to stderr. */
final class LogOptions {
    private static final String FORMAT = "--log-format";

    @Option(
            names = FORMAT,
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "Format of stderr: text, or json for one JSON object per line (${DEFAULT-VALUE}).")
    private LogFormat format = LogFormat.TEXT;

    @ArgGroup
    private @Nullable Verbosity verbosity;

    /** At most one of its options can be given. */
    static final class Verbosity {
        @Option(
                names = {"-v", "--verbose"},
                required = true,
                description = "Also prints debug messages, and the stack trace of a failure.")
        private boolean verbose;

        @Option(
                names = {"-q", "--quiet"},
                required = true,
                description = "Prints only warnings and errors to stderr, and no progress.")
        private boolean quiet;

        Level least() {
            return quiet ? Level.WARN : verbose ? Level.DEBUG : Level.INFO;
        }
    }

    void configure(Log log) {
        log.configure(format, verbosity == null ? Level.INFO : verbosity.least());
    }

    /** Returns the format that arguments ask for, even if they are not valid otherwise; text if none. */
    static LogFormat formatIn(String... args) {
        String given = "";
        List<String> all = List.of(args);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).startsWith(FORMAT + "=")) {
                given = all.get(i).substring(FORMAT.length() + 1);
            } else if (all.get(i).equals(FORMAT) && i + 1 < all.size()) {
                given = all.get(i + 1);
            }
        }
        return given.toLowerCase(Locale.ROOT).equals(LogFormat.JSON.toString()) ? LogFormat.JSON : LogFormat.TEXT;
    }
}
