package io.worldstream.wsp.runner;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version, build and JDK of this command. */
final class Version implements IVersionProvider {
    /** Written by the build. */
    private static final String BUILD = "build.properties";

    private static final String UNKNOWN = "unknown";

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(BUILD)) {
            build.load(in);
        }
        return lines(build, System.getProperties()).toArray(String[]::new);
    }

    /**
     * Returns the lines of {@code --version}.
     *
     * @param build the version, and the commit that was built; {@code unknown} if not built in a Git checkout
     * @param system the system properties
     */
    static List<String> lines(Properties build, Properties system) {
        String commit = build.getProperty("commit", UNKNOWN);
        String dirty = Boolean.parseBoolean(build.getProperty("dirty")) ? "-dirty" : "";
        return List.of(
                "wsp " + build.getProperty("version", UNKNOWN),
                "build " + (commit.equals(UNKNOWN) ? UNKNOWN : commit + dirty + " " + build.getProperty("date")),
                "JDK " + system.getProperty("java.version") + " (" + system.getProperty("java.vendor") + "), "
                        + system.getProperty("os.name") + " " + system.getProperty("os.arch"));
    }
}
