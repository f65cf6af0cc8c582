package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.support.AuditHostName;

/** The keys of the audit trail. */
public final class AuditKeys {
    /** Kind of the store of the audit trail. */
    public static final ConfigKey<AuditStoreKind> KIND = ConfigKey.of(
            "audit.kind",
            ValueTypes.oneOf(AuditStoreKind.class),
            "file",
            "Where the audit trail is kept: a chain of records for each host, written before each action of `run` and"
                    + " `redrive`. `file`: in a folder. `jdbc`: in the database of `state.jdbc.url`, whatever `state.kind` is.");

    /** Folder of the audit trail. */
    public static final ConfigKey<Location> ROOT = ConfigKey.optional(
                    "audit.root",
                    ValueTypes.LOCATION,
                    "Folder for the audit trail. Must be writable for this host alone. Defaults to `audit` under"
                            + " `state.root`.")
            .onlyIf(KIND, AuditStoreKind.FILE);

    /** Name of this host in the audit trail. */
    public static final ConfigKey<String> HOST = ConfigKey.optional(
            "audit.host",
            ValueTypes.TEXT.checkedBy(
                    "1 to 128 of A-Z a-z 0-9 _ . -, not beginning with a dot", AuditHostName::require),
            "Name of this host in the audit trail; in files, of its folder there. Defaults to the name of the machine. A second"
                    + " process of the host uses this name with `-2`, and so on.");

    private AuditKeys() {}
}
