package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileAuditSink;
import io.worldstream.wsp.adapter.file.FileAuditTrail;
import io.worldstream.wsp.runner.config.AuditKeys;
import io.worldstream.wsp.runner.config.AuditStoreKind;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Location;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The audit trails that a configuration names: the chain of this process, and in files those of all hosts. Stateless. */
final class AuditTrails {
    private static final int MOST_HOST_CHARS = 100;

    private AuditTrails() {}

    /** Returns the name of this host in the audit trail. */
    static String host(WspConfig config) {
        return config.find(AuditKeys.HOST).orElseGet(AuditTrails::machine);
    }

    /** Returns the place of all chains, as the end of a sentence. */
    static String place(WspConfig config) {
        return config.get(AuditKeys.KIND) == AuditStoreKind.JDBC
                ? "in the database " + config.get(ConfigTable.JDBC_URL)
                : "under " + root(config);
    }

    /** Returns whether chains may be there: always in a database, which has tables for them. */
    static boolean mayBeThere(WspConfig config) {
        return config.get(AuditKeys.KIND) == AuditStoreKind.JDBC || Files.exists(root(config));
    }

    /** Returns the folder of all chains. */
    static Path root(WspConfig config) {
        return config.find(AuditKeys.ROOT)
                .map(Location::path)
                .orElseGet(() -> config.get(ConfigTable.STATE_ROOT).path().resolve("audit"));
    }

    /** Opens the chain of this process in the folder of all chains. */
    static FileAuditSink open(WspConfig config) throws IOException {
        return FileAuditSink.ofFreeChain(root(config), host(config), FileAuditSink.DEFAULT_MAX_FILE_BYTES);
    }

    /** Returns what the record of the host's start says of this process. */
    static Map<String, String> details() throws IOException {
        List<String> version = List.of(new Version().getVersion());
        return Map.of(
                "release", version.get(0),
                "build", version.get(1),
                "runtime", version.get(2),
                "machine", ThisProcess.hostName(),
                "process", String.valueOf(ProcessHandle.current().pid()));
    }

    /**
     * Returns the chains of all hosts in the folder of all chains.
     *
     * @throws UsageException if there is no folder: a mistyped one would look like one without chains
     */
    static List<FileAuditTrail> all(WspConfig config) throws IOException {
        Path root = root(config);
        Path state = config.get(ConfigTable.STATE_ROOT).path();
        boolean ofState = config.find(AuditKeys.ROOT).isEmpty() && !Files.isDirectory(state);
        String key = ofState ? ConfigTable.STATE_ROOT.name() : AuditKeys.ROOT.name();
        if (!Files.exists(root)) {
            throw new UsageException(key + ": the folder " + root + " does not exist; wsp run creates it");
        }
        if (!Files.isDirectory(root)) {
            throw new UsageException(key + ": " + root + " is not a folder");
        }
        return FileAuditTrail.under(root);
    }

    /** Returns the name of the machine as a folder may be named. */
    private static String machine() {
        String name = ThisProcess.hostName().replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^\\.", "_");
        return name.substring(0, Math.min(name.length(), MOST_HOST_CHARS));
    }
}
