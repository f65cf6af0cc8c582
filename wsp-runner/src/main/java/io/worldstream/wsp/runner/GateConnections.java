package io.worldstream.wsp.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of connections that a process may open to the gate: one for each envelope in flight, as long as the limit
 * of the operating system leaves file descriptors for everything else. Stateless.
 */
final class GateConnections {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");

    private static final Pattern LIMIT = Pattern.compile("Max open files +([0-9]{1,18}) ");

    /** Descriptors for the world, the state, the buses and the JVM itself. */
    private static final int OTHER_FILES = 512;

    private GateConnections() {}

    /** Returns the maximum number of connections; logs a warning if it is below the number of envelopes in flight. */
    static int most(int inFlight) {
        return most(inFlight, files());
    }

    /** Returns the number of files that the process may open; on Linux only, elsewhere as if there were no limit. */
    private static long files() {
        try {
            Matcher limit = LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
            return limit.find() ? Long.parseLong(limit.group(1)) : Long.MAX_VALUE;
        } catch (IOException e) {
            LOG.debug("the limit of open files is not known", e);
            return Long.MAX_VALUE;
        }
    }

    /** @param files the number of files that the process may open */
    static int most(int inFlight, long files) {
        // A host with so few files that nothing is left keeps half of them.
        long most = Math.max(files - OTHER_FILES, Math.max(files / 2, 1));
        if (most < inFlight) {
            LOG.warn(
                    "policy.max_in_flight is {}, but the process may open {} files only, so that at most {} envelopes are"
                            + " at the gate at a time: raise the limit (ulimit -n), or lower policy.max_in_flight",
                    inFlight,
                    files,
                    most);
        }
        return (int) Math.min(most, Integer.MAX_VALUE);
    }
}
