package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.file.FileAuditSink;
import java.nio.file.Path;

/** The keys of the audit trail. */
public final class AuditKeys {
    /** Folder of the audit trail. */
    public static final ConfigKey<Location> ROOT = ConfigKey.optional(
            "audit.root",
            ValueTypes.LOCATION,
            "Folder for the audit trail: a chain of records for each host, written before each action of `run` and"
                    + " `redrive`. Must be writable for this host alone. Defaults to `audit` under `state.root`.");

    /** Name of this host in the audit trail. */
    public static final ConfigKey<String> HOST = ConfigKey.optional(
            "audit.host",
            ValueTypes.TEXT.checkedBy(
                    "1 to 128 of A-Z a-z 0-9 _ . -, not beginning with a dot",
                    value -> new FileAuditSink(Path.of("audit"), value)),
            "Name of this host in the audit trail, and of its folder there. Defaults to the name of the machine. A second"
                    + " process of the host uses this name with `-2`, and so on.");

    private AuditKeys() {}
}
