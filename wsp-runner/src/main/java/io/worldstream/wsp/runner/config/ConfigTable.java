package io.worldstream.wsp.runner.config;

import static io.worldstream.wsp.runner.config.Purpose.DRY_RUN_BUS;
import static io.worldstream.wsp.runner.config.Purpose.DRY_RUN_MESSAGE;
import static io.worldstream.wsp.runner.config.Purpose.REDRIVE;
import static io.worldstream.wsp.runner.config.Purpose.RUN;
import static io.worldstream.wsp.runner.config.Purpose.STATE_INIT;
import static io.worldstream.wsp.runner.config.Purpose.STATUS;

import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.kafka.KafkaReadySource;
import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.policy.PolicySetting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The keys of the configuration, in the order in which help and documentation list them: those of the host, then the
 * settings of the stream policy.
 */
public final class ConfigTable {
    private static final Set<Purpose> WORLD = EnumSet.of(RUN, REDRIVE, DRY_RUN_BUS, DRY_RUN_MESSAGE);

    /** Kind of the control bus. */
    public static final ConfigKey<ControlBusKind> CONTROL_BUS_KIND = ConfigKey.of(
            "control_bus.kind",
            ValueTypes.oneOf(ControlBusKind.class),
            "file",
            "Kind of the control bus. `file`: a folder of messages. `kafka`: a topic of Apache Kafka. `kinesis`: a data"
                    + " stream of Amazon Kinesis.");
    /** Root folder of the control bus. */
    public static final ConfigKey<Location> CONTROL_BUS_ROOT = ConfigKey.required(
                    "control_bus.root",
                    ValueTypes.locationNotInS3("use a folder, or control_bus.kind kafka or kinesis"),
                    EnumSet.of(RUN, DRY_RUN_BUS),
                    "Root folder of the control bus. Each message is a file `<root>/<topic>/<message_id>.json`. WSP never"
                            + " writes here.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.FILE);
    /** Control bus topic that carries READY messages. */
    public static final ConfigKey<String> CONTROL_BUS_TOPIC = ConfigKey.of(
            "control_bus.topic",
            ValueTypes.TEXT,
            ReadySource.DEFAULT_TOPIC,
            "Control bus topic that carries READY messages.");
    /** Brokers of the control bus. */
    public static final ConfigKey<String> KAFKA_SERVERS = ConfigKey.required(
                    "control_bus.kafka.bootstrap.servers",
                    ValueTypes.TEXT,
                    EnumSet.of(RUN, DRY_RUN_BUS),
                    "Brokers of the control bus, as `host:port`, separated by commas.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.KAFKA);
    /** Consumer group of this host. */
    public static final ConfigKey<String> KAFKA_GROUP = ConfigKey.of(
                    "control_bus.kafka.group.id",
                    ValueTypes.TEXT,
                    KafkaReadySource.DEFAULT_GROUP_ID,
                    "Consumer group whose committed offsets say which messages are settled. Hosts of one group share the"
                            + " topic's partitions. With `security.platform_run_id`, its value and a dot before it are"
                            + " added.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.KAFKA);
    /** Further properties of the Kafka consumer. */
    public static final ConfigKey<String> KAFKA_PROPERTIES = ConfigKey.optional(
                    "control_bus.kafka.*",
                    ValueTypes.SCALAR,
                    "Any other property of the Kafka consumer, such as `control_bus.kafka.security.protocol`. A property"
                            + " that WSP depends on is refused. A secret is given as `${NAME}` in the file or in the"
                            + " environment, not with `--set`.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.KAFKA);
    /** Data stream of the control bus. */
    public static final ConfigKey<String> KINESIS_STREAM = ConfigKey.required(
                    "control_bus.kinesis.stream",
                    ValueTypes.TEXT,
                    EnumSet.of(RUN, DRY_RUN_BUS),
                    "Kinesis data stream of the control bus. Which messages are settled is kept where `state.kind` says.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.KINESIS);
    /** Region of the data stream. */
    public static final ConfigKey<String> KINESIS_REGION = ConfigKey.optional(
                    "control_bus.kinesis.region",
                    ValueTypes.TEXT,
                    "Region of the data stream. Defaults to the region of the AWS environment or profile.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.KINESIS);
    /** Endpoint of the data stream. */
    public static final ConfigKey<String> KINESIS_ENDPOINT = ConfigKey.optional(
                    "control_bus.kinesis.endpoint",
                    ValueTypes.HTTP_URL,
                    "URL of Kinesis. Without it, that of AWS in the region.")
            .onlyIf(CONTROL_BUS_KIND, ControlBusKind.KINESIS);
    /** Root folder of facts views, proofs and receipts. */
    public static final ConfigKey<Root> OBJECT_STORE_ROOT = ConfigKey.required(
            "object_store.root",
            ValueTypes.ROOT,
            WORLD,
            "Root against which `facts_view_ref`, proofs and receipts are resolved: a folder, or a prefix of an S3 bucket.");
    /** Root folder of the sealed outputs. */
    public static final ConfigKey<Root> ORACLE_ROOT = ConfigKey.required(
            "oracle.root",
            ValueTypes.ROOT,
            WORLD,
            "Root against which locators and gate artifacts are resolved: a folder, or a prefix of an S3 bucket.");
    /** Alternative spellings of local folders in locators. */
    public static final ConfigKey<Map<String, Root>> ORACLE_ALIASES = ConfigKey.of(
            "oracle.aliases",
            ValueTypes.ALIASES,
            "{}",
            "Maps path prefixes, as locators spell them, to folders or prefixes of an S3 bucket. A prefix consists of whole path segments"
                    + " and may have a scheme. The longest matching prefix wins.");
    /** Endpoint of the S3 store. */
    public static final ConfigKey<String> S3_ENDPOINT = ConfigKey.optional(
            "s3.endpoint",
            ValueTypes.HTTP_URL,
            "URL of the S3 store that holds the roots that begin with `s3://`. Without it, that of AWS in the region.");
    /** Region of the S3 store. */
    public static final ConfigKey<String> S3_REGION = ConfigKey.optional(
            "s3.region",
            ValueTypes.TEXT,
            "Region of the S3 store. Defaults to the region of the AWS environment or profile. Credentials come from"
                    + " there, too.");
    /** Place of the bucket in the addresses of the S3 store. */
    public static final ConfigKey<Boolean> S3_PATH_STYLE = ConfigKey.of(
            "s3.path_style",
            ValueTypes.TRUTH,
            "false",
            "With `true`, the bucket is part of the path instead of the host name, as most stores other than AWS need.");
    /** File of the engine's output catalogue. */
    public static final ConfigKey<Root> CATALOGUE = ConfigKey.required(
            "catalogue",
            ValueTypes.FILE,
            WORLD,
            "File, or object of an S3 bucket, that holds the engine's output catalogue, in YAML or JSON.");
    /** Interpretation of Parquet timestamps that are not marked as UTC. */
    public static final ConfigKey<LocalTimestamps> PARQUET_LOCAL_TIMESTAMPS = ConfigKey.of(
            "parquet.local_timestamps",
            ValueTypes.oneOf(LocalTimestamps.class),
            "local",
            "Interpretation of Parquet timestamp columns that the file does not mark as UTC. `local`: local times in"
                    + " an unknown zone, which cannot serve as event time. `utc`: UTC, for worlds whose writers omit"
                    + " the mark.");
    /** Base URL of the ingestion gate. */
    public static final ConfigKey<String> INGRESS_URL = ConfigKey.required(
            "ingress.url",
            ValueTypes.HTTP_URL,
            EnumSet.of(RUN, REDRIVE),
            "URL of the ingestion gate: its base, to which WSP appends `/v1/ingest/push`, the base with `/v1`, or the whole"
                    + " URL. All three mean the same.");
    /** Name of the HTTP header that carries the gate's token. */
    public static final ConfigKey<String> INGRESS_AUTH_HEADER = ConfigKey.optional(
            "ingress.auth_header",
            ValueTypes.HEADER.checkedBy(
                    "the name of a header", value -> HttpIngressSink.builder().authHeader(value)),
            "Name of the HTTP header that carries the gate's token. Defaults to `X-IG-Api-Key`, or to `X-IG-Service-Token` if"
                    + " `ingress.auth_scheme` is `service_token`.");
    /** Name of the environment variable that holds the gate's token. */
    public static final ConfigKey<String> INGRESS_AUTH_TOKEN_ENV = ConfigKey.optional(
            "ingress.auth_token_env",
            ValueTypes.VARIABLE,
            "Name of the environment variable that holds the gate's token. Without it and"
                    + " `ingress.auth_token_file`, no token is sent.");
    /** Timeout of one push. */
    public static final ConfigKey<Duration> INGRESS_TIMEOUT = ConfigKey.of(
            "ingress.timeout_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 1 to a day",
                    value -> HttpIngressSink.builder().timeout(value)),
            "10000",
            "Timeout of one whole push. When it expires, the outcome of the push is unknown.");
    /** Folder of this host's acknowledgements and saved runs. */
    public static final ConfigKey<Location> STATE_ROOT = ConfigKey.required(
            "state.root",
            ValueTypes.locationNotInS3("it stays a folder of this host; for saved runs in S3, set state.kind to s3"),
            EnumSet.of(RUN, REDRIVE, STATUS),
            "Folder for what this host keeps: spilled rows, surveys, sorted views; if `state.kind` is `file`, also saved runs"
                    + " and acknowledgements. Created if missing.");
    /** Kind of the store of saved runs. */
    public static final ConfigKey<StateKind> STATE_KIND = ConfigKey.of(
            "state.kind",
            ValueTypes.oneOf(StateKind.class),
            "file",
            "Where checkpoints, leases, dead letters and the acknowledgements of the bus are kept. `file`: in folders."
                    + " `jdbc`: in a PostgreSQL database. `s3`: in a bucket. With the last two, a run can stop on one host and"
                    + " go on at another. `state.root` stays a folder.");
    /** Database of saved runs. */
    public static final ConfigKey<String> JDBC_URL = ConfigKey.required(
                    "state.jdbc.url",
                    ValueTypes.JDBC_URL,
                    EnumSet.of(RUN, REDRIVE, STATUS, STATE_INIT),
                    "Database of saved runs, and of the audit trail if `audit.kind` is `jdbc`, as `jdbc:postgresql://host:port/database`, without user and password.")
            .onlyIf(STATE_KIND, StateKind.JDBC, AuditKeys.KIND, AuditStoreKind.JDBC);
    /** User of the database. */
    public static final ConfigKey<String> JDBC_USER = ConfigKey.optional(
                    "state.jdbc.user", ValueTypes.TEXT, "User of the database. Defaults to that of the driver.")
            .onlyIf(STATE_KIND, StateKind.JDBC, AuditKeys.KIND, AuditStoreKind.JDBC);
    /** Name of the environment variable that holds the password of the database. */
    public static final ConfigKey<String> JDBC_PASSWORD_ENV = ConfigKey.optional(
                    "state.jdbc.password_env",
                    ValueTypes.VARIABLE,
                    "Name of the environment variable that holds the password of the database.")
            .onlyIf(STATE_KIND, StateKind.JDBC, AuditKeys.KIND, AuditStoreKind.JDBC);
    /** File that holds the password of the database. */
    public static final ConfigKey<Location> JDBC_PASSWORD_FILE = ConfigKey.optional(
                    "state.jdbc.password_file",
                    ValueTypes.LOCATION,
                    "File that holds the password of the database. A line break at its end is not part of it.")
            .onlyIf(STATE_KIND, StateKind.JDBC, AuditKeys.KIND, AuditStoreKind.JDBC);
    /** Treatment of the tables of the database at a start. */
    public static final ConfigKey<SchemaUse> JDBC_SCHEMA = ConfigKey.of(
                    "state.jdbc.schema",
                    ValueTypes.oneOf(SchemaUse.class),
                    "check",
                    "Treatment of the tables of the database at a start. `check`: it is refused if they are missing or of"
                            + " another release; `wsp state init` makes them. `migrate`: it makes or updates them.")
            .onlyIf(STATE_KIND, StateKind.JDBC, AuditKeys.KIND, AuditStoreKind.JDBC);
    /** Root of saved runs in S3. */
    public static final ConfigKey<Root> STATE_S3_ROOT = ConfigKey.required(
                    "state.s3.root",
                    ValueTypes.S3_ROOT,
                    EnumSet.of(RUN, REDRIVE, STATUS),
                    "Prefix of an S3 bucket for saved runs, as `s3://bucket/prefix`. The store must have conditional"
                            + " writes.")
            .onlyIf(STATE_KIND, StateKind.S3);
    /** Folder for rows that a sort spills. */
    public static final ConfigKey<Location> SPILL_ROOT = ConfigKey.optional(
            "spill.root",
            ValueTypes.locationNotInS3("rows are spilled to a disk of this host"),
            "Folder for rows that a sort spills to disk. It needs room for the largest output and is empty while"
                    + " nothing is sorted. Defaults to `spill` under `state.root`, if that is set.");
    /** Folder of stored surveys. */
    public static final ConfigKey<Root> SURVEY_ROOT = ConfigKey.optional(
            "survey.root",
            ValueTypes.ROOT,
            "Folder, or prefix of an S3 bucket, for surveys, which spare the next start of the same world from parsing it again. Defaults to"
                    + " `surveys` under `state.root` for `run`; other commands store surveys only if it is set.");
    /** Root of sorted views. */
    public static final ConfigKey<Root> SORTED_ROOT = ConfigKey.optional(
            "sorted.root",
            ValueTypes.ROOT,
            "Folder, or prefix of an S3 bucket, for sorted views: the rows of outputs whose parts are in no order, sorted"
                    + " once and compressed. Later starts read them in place of the parts. It needs room for them. A folder"
                    + " must be writable for this host alone; hosts may share a prefix. Defaults to `sorted` under"
                    + " `state.root`; `explain` and `preview` use that folder if it exists.");
    /** Budget of sorted views. */
    public static final ConfigKey<Long> SORTED_MAX_BYTES = ConfigKey.optional(
            "sorted.max_bytes",
            ValueTypes.LONG.checkedBy("a whole number, 1 or more", ConfigTable::requirePositive),
            "Maximum size of all sorted views, in bytes; in S3, of all hosts. Those that are not in use make room for others, least recently"
                    + " used first. If not set, views stay until `wsp sorted` drops them.");
    /** Folder of checkpoints and leases. */
    public static final ConfigKey<Location> CHECKPOINT_ROOT = ConfigKey.optional(
                    "checkpoint.root",
                    ValueTypes.locationNotInS3("for saved runs in S3, set state.kind to s3, and state.s3.root"),
                    "Folder for checkpoints and leases. Of the hosts that share it, at most one streams a given run at a"
                            + " time. Defaults to `runs` under `state.root`.")
            .onlyIf(STATE_KIND, StateKind.FILE);
    /** Term of a lease. */
    public static final ConfigKey<Duration> LEASE_TERM = ConfigKey.of(
            "lease.term_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 100 to a day", ConfigTable::requireLeaseTerm),
            "30000",
            "Term of a lease: the time for which a host holds a run without renewing. The host renews three times per"
                    + " term. A dead host is detected at once; the term covers a host that hangs.");
    /** Root of dead letters. */
    public static final ConfigKey<Root> DEAD_LETTER_ROOT = ConfigKey.optional(
            "dead_letter.root",
            ValueTypes.ROOT,
            "Folder, or prefix of an S3 bucket, for dead letters: the evidence of events that the gate quarantined, and of"
                    + " events and rows that the policy lets a stream skip. Defaults to `dead_letter` under `state.root`"
                    + " if `state.kind` is `file`, and else to the store of saved runs. A bucket's store must have"
                    + " conditional writes.");
    /** The keys of the host. */
    static final List<ConfigKey<?>> HOST = List.of(
            CONTROL_BUS_KIND,
            CONTROL_BUS_ROOT,
            CONTROL_BUS_TOPIC,
            KAFKA_SERVERS,
            KAFKA_GROUP,
            KAFKA_PROPERTIES,
            KINESIS_STREAM,
            KINESIS_REGION,
            KINESIS_ENDPOINT,
            OBJECT_STORE_ROOT,
            ORACLE_ROOT,
            ORACLE_ALIASES,
            S3_ENDPOINT,
            S3_REGION,
            S3_PATH_STYLE,
            CATALOGUE,
            PARQUET_LOCAL_TIMESTAMPS,
            INGRESS_URL,
            INGRESS_AUTH_HEADER,
            INGRESS_AUTH_TOKEN_ENV,
            IngressKeys.AUTH_TOKEN_FILE,
            IngressKeys.AUTH_SCHEME,
            IngressKeys.AUTH_PRINCIPAL,
            IngressKeys.CA_FILE,
            IngressKeys.CERT_FILE,
            IngressKeys.KEY_FILE,
            INGRESS_TIMEOUT,
            STATE_ROOT,
            STATE_KIND,
            JDBC_URL,
            JDBC_USER,
            JDBC_PASSWORD_ENV,
            JDBC_PASSWORD_FILE,
            JDBC_SCHEMA,
            STATE_S3_ROOT,
            SPILL_ROOT,
            SURVEY_ROOT,
            SORTED_ROOT,
            SORTED_MAX_BYTES,
            CHECKPOINT_ROOT,
            LEASE_TERM,
            DEAD_LETTER_ROOT,
            AuditKeys.KIND,
            AuditKeys.ROOT,
            AuditKeys.HOST,
            EngineKeys.MAX_RUNS,
            EngineKeys.IDLE_STRATEGY,
            EngineKeys.MAX_OPEN_PARTS,
            ReadyTrust.READY_KEYS,
            ReadyTrust.READY_SIGNATURE,
            ReachKeys.ALLOWED_HOSTS,
            ReachKeys.ALLOW_PLAIN_HTTP);

    /** All keys, in reading order. */
    public static final List<ConfigKey<?>> ALL = Stream.<ConfigKey<?>>concat(
                    HOST.stream(), PolicySetting.all().stream().map(ConfigKey::of))
            .toList();

    private static final List<ConfigKey<?>> OPEN =
            HOST.stream().filter(ConfigKey::open).toList();

    private ConfigTable() {}

    /** Returns whether a name is that of a key, and not merely one of an open key. */
    static boolean isKey(String name) {
        return ALL.stream().anyMatch(key -> !key.open() && key.name().equals(name));
    }

    /** Returns whether a key is one for which an open key stands. */
    static boolean isMember(ConfigKey<?> key) {
        return !isKey(key.name()) && OPEN.stream().anyMatch(open -> key.name().startsWith(open.prefix()));
    }

    /** Returns whether a key is one of the host, and not a setting of the stream policy. */
    static boolean isOfHost(ConfigKey<?> key) {
        return HOST.contains(key) || isMember(key);
    }

    /**
     * Returns the key of an open key that an environment variable sets: its underscores after the open key's prefix are
     * dots.
     */
    static Optional<ConfigKey<?>> memberOf(String variable) {
        for (ConfigKey<?> open : OPEN) {
            String prefix = ConfigKey.environmentName(open.prefix());
            boolean ofAnother =
                    ALL.stream().anyMatch(key -> key.environmentName().equals(variable));
            if (variable.startsWith(prefix) && variable.length() > prefix.length() && !ofAnother) {
                String rest = variable.substring(prefix.length());
                return Optional.of(open.member(
                        open.prefix() + rest.toLowerCase(Locale.ROOT).replace('_', '.')));
            }
        }
        return Optional.empty();
    }

    private static void requirePositive(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("expected a whole number, 1 or more, found " + number);
        }
    }

    private static void requireLeaseTerm(Duration term) {
        if (term.compareTo(Duration.ofMillis(100)) < 0 || term.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "expected a term from 100 ms to a day, found " + term.toMillis() + " ms");
        }
    }
}
