package io.worldstream.wsp.runner.config;

import static io.worldstream.wsp.runner.config.Purpose.DRY_RUN_BUS;
import static io.worldstream.wsp.runner.config.Purpose.DRY_RUN_MESSAGE;
import static io.worldstream.wsp.runner.config.Purpose.RUN;
import static io.worldstream.wsp.runner.config.Purpose.STATUS;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.DeliveryModeAbsent;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.KeyCheck;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.OutcomePolicy.OnQuarantine;
import io.worldstream.wsp.policy.PayloadProfile;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StartAt;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The keys of the configuration, in the order in which help and documentation list them. */
public final class ConfigTable {
    static final String DEFAULT_SCHEMA_VERSION = "v1";

    private static final Set<Purpose> WORLD = EnumSet.of(RUN, DRY_RUN_BUS, DRY_RUN_MESSAGE);

    /** Root folder of the control bus. */
    public static final ConfigKey<Location> CONTROL_BUS_ROOT = ConfigKey.required(
            "control_bus.root",
            ValueTypes.LOCATION,
            EnumSet.of(RUN, DRY_RUN_BUS),
            "Root folder of the control bus. Each message is a file `<root>/<topic>/<message_id>.json`. WSP never"
                    + " writes here.");
    /** Control bus topic that carries READY messages. */
    public static final ConfigKey<String> CONTROL_BUS_TOPIC = ConfigKey.of(
            "control_bus.topic",
            ValueTypes.TEXT,
            "fp.bus.control.v1",
            "Control bus topic that carries READY messages.");
    /** Root folder of facts views, proofs and receipts. */
    public static final ConfigKey<Location> OBJECT_STORE_ROOT = ConfigKey.required(
            "object_store.root",
            ValueTypes.LOCATION,
            WORLD,
            "Root folder against which `facts_view_ref`, proofs and receipts are resolved.");
    /** Root folder of the sealed outputs. */
    public static final ConfigKey<Location> ORACLE_ROOT = ConfigKey.required(
            "oracle.root",
            ValueTypes.LOCATION,
            WORLD,
            "Root folder against which locators and gate artifacts are resolved.");
    /** Alternative spellings of local folders in locators. */
    public static final ConfigKey<Map<String, Location>> ORACLE_ALIASES = ConfigKey.of(
            "oracle.aliases",
            ValueTypes.ALIASES,
            "{}",
            "Maps path prefixes, as locators spell them, to local folders. A prefix consists of whole path segments"
                    + " and may have a scheme. The longest matching prefix wins.");
    /** File of the engine's output catalogue. */
    public static final ConfigKey<Location> CATALOGUE = ConfigKey.required(
            "catalogue", ValueTypes.LOCATION, WORLD, "File that holds the engine's output catalogue, in YAML or JSON.");
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
            EnumSet.of(RUN),
            "Base URL of the ingestion gate. WSP appends `/v1/ingest/push`.");
    /** Name of the HTTP header that carries the gate's token. */
    public static final ConfigKey<String> INGRESS_AUTH_HEADER = ConfigKey.of(
            "ingress.auth_header",
            ValueTypes.HEADER.checkedBy(
                    "the name of a header", value -> HttpIngressSink.builder().authHeader(value)),
            "X-IG-Api-Key",
            "Name of the HTTP header that carries the gate's token.");
    /** Name of the environment variable that holds the gate's token. */
    public static final ConfigKey<String> INGRESS_AUTH_TOKEN_ENV = ConfigKey.optional(
            "ingress.auth_token_env",
            ValueTypes.VARIABLE,
            "Name of the environment variable that holds the gate's token. If not set, no token is sent.");
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
            ValueTypes.LOCATION,
            EnumSet.of(RUN, STATUS),
            "Folder for acknowledgements and the saved state of runs. Created if missing.");
    /** Folder for rows that a sort spills. */
    public static final ConfigKey<Location> SPILL_ROOT = ConfigKey.optional(
            "spill.root",
            ValueTypes.LOCATION,
            "Folder for rows that a sort spills to disk. It needs room for the largest output and is empty while"
                    + " nothing is sorted. Defaults to `spill` under `state.root`, if that is set.");
    /** Folder of stored surveys. */
    public static final ConfigKey<Location> SURVEY_ROOT = ConfigKey.optional(
            "survey.root",
            ValueTypes.LOCATION,
            "Folder for surveys, which spare the next start of the same world from parsing it again. Defaults to"
                    + " `surveys` under `state.root` for `run`; other commands store surveys only if it is set.");
    /** Folder of checkpoints and leases. */
    public static final ConfigKey<Location> CHECKPOINT_ROOT = ConfigKey.optional(
            "checkpoint.root",
            ValueTypes.LOCATION,
            "Folder for checkpoints and leases. Of the hosts that share it, at most one streams a given run at a"
                    + " time. Defaults to `runs` under `state.root`.");
    /** Number of events between two checkpoints. */
    public static final ConfigKey<Integer> CHECKPOINT_EVENTS = ConfigKey.of(
            "checkpoint.events",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number, 1 or more",
                    value -> new CheckpointPolicy(value, Duration.ofSeconds(1), Duration.ZERO)),
            "1000",
            "A run saves a checkpoint after this many events have an outcome. After a crash, events since the last"
                    + " checkpoint are sent again and are a DUPLICATE at the gate.");
    /** Time between two checkpoints. */
    public static final ConfigKey<Duration> CHECKPOINT_INTERVAL = ConfigKey.of(
            "checkpoint.interval_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 1 to a day",
                    value -> new CheckpointPolicy(1, value, Duration.ZERO)),
            "1000",
            "A run also saves a checkpoint after this time, if any event has had an outcome since the last one.");
    /** Retry budget of writes to the checkpoint store and the quarantine. */
    public static final ConfigKey<Duration> CHECKPOINT_PATIENCE = ConfigKey.of(
            "checkpoint.patience_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 0 to a day",
                    value -> new CheckpointPolicy(1, Duration.ofSeconds(1), value)),
            "60000",
            "Retry budget for saving a checkpoint or a dead letter. The run halts when it is spent.");
    /** Term of a lease. */
    public static final ConfigKey<Duration> LEASE_TERM = ConfigKey.of(
            "lease.term_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 100 to a day", ConfigTable::requireLeaseTerm),
            "30000",
            "Term of a lease: the time for which a host holds a run without renewing. The host renews three times per"
                    + " term. A dead host is detected at once; the term covers a host that hangs.");
    /** Folder of dead letters. */
    public static final ConfigKey<Location> DEAD_LETTER_ROOT = ConfigKey.optional(
            "dead_letter.root",
            ValueTypes.LOCATION,
            "Folder for dead letters: the evidence of events and rows that the policy lets a stream skip. Defaults to"
                    + " `dead_letter` under `state.root`.");
    /** Maximum number of active runs. */
    public static final ConfigKey<Integer> MAX_RUNS = ConfigKey.of(
            "engine.max_runs",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 to 10000",
                    value -> WorldStreamProducer.builder().maxRuns(value)),
            String.valueOf(WorldStreamProducer.DEFAULT_MAX_RUNS),
            "Maximum number of active runs, including those that are paused or wait for a lease. Memory, threads and"
                    + " open parts grow with it. Further READY messages stay on the bus, in order, until a run ends.");
    /** Strategy by which the engine's thread waits for the next due event. */
    public static final ConfigKey<IdleStrategy> IDLE_STRATEGY = ConfigKey.of(
            "engine.idle_strategy",
            ValueTypes.IDLE_STRATEGY,
            IdleStrategy.park().toString(),
            "How the engine waits until an event is due. `park` frees the core and wakes up some tens of microseconds"
                    + " late. `spin-tail` spins for the last 200 microseconds, or for the given time, and keeps a"
                    + " core busy meanwhile: constantly, if events are closer together than that.");
    /** Maximum number of open parts over all runs. */
    public static final ConfigKey<Integer> MAX_OPEN_PARTS = ConfigKey.of(
            "engine.max_open_parts",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number, 1 or more",
                    value -> WorldStreamProducer.builder().maxOpenParts(value)),
            "256",
            "Maximum number of open parts over all runs. Each is an open file or connection. If a merge needs more,"
                    + " the part that has been idle longest is closed and reopened when it is next read. The default"
                    + " is a quarter of 1,024, a common limit of open files per process.");
    /** Policy for a run that another host holds. */
    public static final ConfigKey<LeaseHeld> ON_LEASE_HELD = ConfigKey.of(
            "policy.on_lease_held",
            ValueTypes.oneOf(LeaseHeld.class),
            "wait",
            "Policy for a run that another host holds. `wait`: take it over when the other host releases it. `leave`:"
                    + " refuse it on this host.");
    /** Seconds of event time per second of wall time. */
    public static final ConfigKey<Speedup> STREAM_SPEEDUP = ConfigKey.of(
            "policy.stream_speedup",
            ValueTypes.SPEEDUP,
            StreamPolicy.defaults().speedup().toString(),
            "Seconds of event time per second of wall time. `1` is real time, `60` is a minute per second, `max` is"
                    + " as fast as the gate accepts.");
    /** Policy for a gate slower than the schedule. */
    public static final ConfigKey<LatePolicy> LATE_POLICY = ConfigKey.of(
            "policy.late_policy",
            ValueTypes.LATE_POLICY,
            StreamPolicy.defaults().latePolicy().toString(),
            "Policy for a gate slower than the schedule. `coupled`: the schedule waits for the gate. `catch-up`: the"
                    + " stream keeps the schedule and catches up at no more than FACTOR (default 2) times its speed."
                    + " `halt`: the run halts once an event is later than the given time.");
    /** Maximum number of events per second of wall time. */
    public static final ConfigKey<Optional<RateSchedule>> RATE_CAP = ConfigKey.of(
            "policy.rate_cap_eps",
            RateCapType.RATE_CAP,
            "none",
            "Maximum number of events per second of wall time. Events above it wait; none is dropped. In a list, each"
                    + " `eps` applies from `after` on, counted from the first release and excluding pauses. `burst`"
                    + " is how much unused capacity accumulates, as time.");
    /** Place in the stream at which to start. */
    public static final ConfigKey<StartAt> START_AT = ConfigKey.optional(
            "policy.start_at",
            ValueTypes.START_AT,
            "Place at which streams start. Events before it are not streamed. The option `--start-at` overrides it.");
    /** Scope of the check for equal primary keys. */
    public static final ConfigKey<KeyCheck> KEY_CHECK = ConfigKey.of(
            "policy.key_check",
            ValueTypes.oneOf(KeyCheck.class),
            "instant",
            "Scope of the check for rows with equal primary keys. `instant`: the rows of one instant. `world`: all"
                    + " rows of an output, before the first event; this requires a sort of the world.");
    /** Bounds on the disorder of the parts of each output. */
    public static final ConfigKey<Map<OutputId, Duration>> MAX_DISORDER = ConfigKey.of(
            "policy.max_disorder",
            ValueTypes.DURATIONS,
            "{}",
            "For each output, the time by which the event time of a row may lag the latest one before it in the same"
                    + " part. Parts of these outputs are reordered while they are read; parts of other outputs are"
                    + " sorted first if they are out of order. A row that lags further is a refusal.");
    /** Verification of a stored survey before it is used. */
    public static final ConfigKey<SurveyTrust> SURVEY_TRUST = ConfigKey.of(
            "policy.survey_trust",
            ValueTypes.oneOf(SurveyTrust.class),
            "digest",
            "Verification of the sealed bytes before a stored survey is used. `digest`: read and hash all bytes"
                    + " again. `survey`: trust the survey and read nothing. Either way, each chunk is checked against"
                    + " its digest before any of its rows is used.");
    /** Policy for a facts view without a delivery mode. */
    public static final ConfigKey<DeliveryModeAbsent> DELIVERY_MODE_ABSENT = ConfigKey.of(
            "policy.delivery_mode_absent",
            ValueTypes.oneOf(DeliveryModeAbsent.class),
            "refuse",
            "Policy for a facts view without `traffic_delivery_mode`. `refuse`: refuse the run. `stream`: stream it,"
                    + " for hosts whose views predate the field and that have disabled the gate's own pull.");
    /** Layout of payloads. */
    public static final ConfigKey<PayloadProfile> FRAMING = ConfigKey.of(
            "policy.framing",
            ValueTypes.oneOf(PayloadProfile.class),
            "legacy_pull",
            "Layout of the payload. `legacy_pull`: the row itself. `canonical`: the row under `data`, next to its"
                    + " `source`. Gates that partition the bus by a payload field do not find the field under `data`"
                    + " and lose per-flow order.");
    /** Recipe for event ids. */
    public static final ConfigKey<EventIdRecipe> EVENT_ID = ConfigKey.of(
            "policy.event_id",
            ValueTypes.oneOf(EventIdRecipe.class),
            "legacy_pull",
            "Recipe for `event_id`. `legacy_pull`: the ids that the gate mints when it pulls the same rows, so that"
                    + " it recognises them. `canonical`: the recipe of docs/canonical-event-id.md.");
    /** Set of identity fields in pins and envelopes. */
    public static final ConfigKey<EnvelopeContract> ENVELOPE_CONTRACT = ConfigKey.of(
            "policy.envelope_contract",
            ValueTypes.oneOf(EnvelopeContract.class),
            "v0",
            "Set of identity fields in pins and envelopes. `v0`: the five pins. `v1`: also `platform_run_id` and"
                    + " `scenario_run_id`. Independent of `policy.schema_version`.");
    /** Schema version of envelopes. */
    public static final ConfigKey<SchemaVersions> SCHEMA_VERSION = ConfigKey.of(
            "policy.schema_version",
            ValueTypes.SCHEMA_VERSIONS,
            DEFAULT_SCHEMA_VERSION,
            "The envelope's `schema_version`, for all outputs or per output.");
    /** Switch for the time of push in envelopes. */
    public static final ConfigKey<Boolean> STAMP_EMITTED_AT = ConfigKey.of(
            "policy.stamp_emitted_at",
            ValueTypes.TRUTH,
            "false",
            "If true, each envelope carries `emitted_at_utc`, the wall time of the push.");
    /** Maximum number of envelopes in flight. */
    public static final ConfigKey<Integer> MAX_IN_FLIGHT = ConfigKey.of(
            "policy.max_in_flight",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 to 65536",
                    value -> StreamPolicy.builder().maxInFlight(value)),
            "1",
            "Maximum number of envelopes in flight.");
    /** Order in which the gate receives events. */
    public static final ConfigKey<Ordering> ORDERING = ConfigKey.of(
            "policy.ordering",
            ValueTypes.oneOf(Ordering.class),
            "per_key",
            "Order in which the gate receives events, retries included. `global`: all events in event-time order, one"
                    + " in flight at a time. `per_key`: the events of each flow in order, independently of other"
                    + " flows. `none`: no order. With `policy.max_in_flight` 1, `per_key` equals `global`.");
    /** Field that identifies the flow of a row, per output. */
    public static final ConfigKey<Map<OutputId, String>> FLOW_KEY = ConfigKey.of(
            "policy.flow_key",
            ValueTypes.FIELDS,
            "{}",
            "For each output, the field whose value identifies the flow of a row. The default is the first of"
                    + " `flow_id`, `merchant_id`, `account_id`, `party_id` that the row has, which is how gates"
                    + " partition.");
    /** Policy for the number of envelopes in flight. */
    public static final ConfigKey<Backpressure> BACKPRESSURE = ConfigKey.of(
            "policy.backpressure",
            ValueTypes.oneOf(Backpressure.class),
            "adaptive",
            "Control of the number of envelopes in flight. `adaptive`: follow the capacity of the gate, up to"
                    + " `policy.max_in_flight`. `fixed`: always use `policy.max_in_flight`. Both obey `Retry-After`.");
    /** Producer name in envelopes. */
    public static final ConfigKey<String> PRODUCER = ConfigKey.of(
            "policy.producer",
            ValueTypes.TEXT.checkedBy(
                    "text of 1 to 128 characters",
                    value -> StreamPolicy.builder().producer(value)),
            StreamPolicy.defaults().producer(),
            "The envelope's `producer`: the principal by which the gate identifies this host.");
    /** Retry budget of one event. */
    public static final ConfigKey<Duration> RETRY_BUDGET = ConfigKey.of(
            "policy.retry_budget_ms",
            ValueTypes.MILLIS,
            "300000",
            "Retry budget of one event, counted from its first failure. When it is spent, `policy.on_retry_exhausted`"
                    + " applies.");
    /** Retry budget of one read of sealed bytes. */
    public static final ConfigKey<Duration> READ_RETRY_BUDGET = ConfigKey.of(
            "policy.read_retry_budget_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 0 to a day",
                    value -> StreamPolicy.builder().readRetryBudget(value)),
            "60000",
            "Retry budget of one read of sealed bytes, counted from its first failure; 0 disables retries. When it is"
                    + " spent, the run is refused or halts. A retry resumes at the failed position. Missing objects,"
                    + " objects out of reach and bytes that do not match their seal are not retried.");
    /** Upper bound of the first backoff. */
    public static final ConfigKey<Duration> RETRY_INITIAL = ConfigKey.of(
            "policy.retry_initial_ms",
            ValueTypes.MILLIS,
            "100",
            "Upper bound of the first backoff of an event. Each backoff has full jitter.");
    /** Upper bound of every backoff. */
    public static final ConfigKey<Duration> RETRY_MAX = ConfigKey.of(
            "policy.retry_max_ms",
            ValueTypes.MILLIS,
            "10000",
            "Upper bound of every backoff of an event. Each backoff has full jitter.");
    /** Number of retries after an ambiguous answer. */
    public static final ConfigKey<Integer> AMBIGUOUS_RETRIES = ConfigKey.of(
            "policy.ambiguous_retries",
            ValueTypes.COUNT,
            "3",
            "Number of retries of an event that the gate quarantines because it does not know its outcome"
                    + " (`INTERNAL_ERROR`, `PUBLISH_AMBIGUOUS`). When they are spent, the event counts as"
                    + " quarantined.");
    /** Unknown fields of a facts view to ignore. */
    public static final ConfigKey<Set<String>> IGNORABLE_FACTS_FIELDS = ConfigKey.of(
            "policy.ignorable_facts_fields",
            ValueTypes.NAMES,
            "[]",
            "Unknown top-level fields of a facts view to ignore. Any other unknown field is a refusal.");
    /** Switch for traffic outputs without gates. */
    public static final ConfigKey<Boolean> ALLOW_UNGATED = ConfigKey.of(
            "policy.allow_ungated",
            ValueTypes.TRUTH,
            "false",
            "If true, a traffic output may have an empty `read_requires_gates`; otherwise that is a refusal.");
    /** Number of initial quarantined events that halts a run. */
    public static final ConfigKey<Integer> QUARANTINE_FIRST = ConfigKey.of(
            "policy.quarantine_first",
            ValueTypes.COUNT,
            "20",
            "Halts the run if its first events, this many, are all quarantined by the gate or dead-lettered. 0"
                    + " disables the limit.");
    /** Number of consecutive quarantined events that halts a run. */
    public static final ConfigKey<Integer> QUARANTINE_IN_A_ROW = ConfigKey.of(
            "policy.quarantine_in_a_row",
            ValueTypes.COUNT,
            "1000",
            "Halts the run if this many consecutive events are quarantined by the gate or dead-lettered for the same"
                    + " reason. 0 disables the limit.");
    /** Policy for events that the gate quarantines. */
    public static final ConfigKey<OnQuarantine> ON_QUARANTINE = ConfigKey.of(
            "policy.on_quarantine",
            ValueTypes.ON_QUARANTINE,
            StreamPolicy.defaults().outcomes().onQuarantine().toString(),
            "Policy for events that the gate quarantines, in addition to `policy.quarantine_first` and"
                    + " `policy.quarantine_in_a_row`. `continue`: continue. `halt(NUMBER)`: halt when this many are"
                    + " quarantined. `halt(NUMBER%)`: halt when their share of the settled events exceeds this, once"
                    + " 1,000 are settled. Earlier starts of the run count.");
    /** Policy for an event that the gate rejects for good. */
    public static final ConfigKey<OnFailure> ON_REJECTED = ConfigKey.of(
            "policy.on_rejected",
            ValueTypes.oneOf(OnFailure.class),
            "halt",
            "Policy for an event that the gate rejects for good. `halt`: the run halts before the event."
                    + " `dead_letter`: the event is dead-lettered, with evidence under `dead_letter.root`, and the"
                    + " stream continues.");
    /** Policy for a row that cannot become an event. */
    public static final ConfigKey<OnBadRow> ON_BAD_ROW = ConfigKey.of(
            "policy.on_bad_row",
            ValueTypes.oneOf(OnBadRow.class),
            "refuse",
            "Policy for a row that cannot become an event. `refuse`: the run is refused. `dead_letter`: the row is"
                    + " dead-lettered, with evidence under `dead_letter.root`, before the first event leaves, for at"
                    + " most `limits.max_bad_rows` rows. A row of another world and a row longer than"
                    + " `limits.max_row_bytes` are always refusals.");
    /** Policy for an event whose retry budget is spent. */
    public static final ConfigKey<OnFailure> ON_RETRY_EXHAUSTED = ConfigKey.of(
            "policy.on_retry_exhausted",
            ValueTypes.oneOf(OnFailure.class),
            "halt",
            "Policy for an event whose `policy.retry_budget_ms` is spent. `halt`: the run halts before the event."
                    + " `dead_letter`: the event is dead-lettered and the stream continues, but only if the gate has"
                    + " settled another event since the first failure; otherwise the gate counts as unreachable and"
                    + " the run halts. With one event in flight (`policy.max_in_flight` 1 or `policy.ordering`"
                    + " `global`) no other event is sent meanwhile, so `dead_letter` acts like `halt`.");
    /** Switch for rows in dead letters. */
    public static final ConfigKey<Boolean> DEAD_LETTER_ROWS = ConfigKey.of(
            "policy.dead_letter_rows",
            ValueTypes.TRUTH,
            "false",
            "If true, a dead letter holds the row itself in addition to its digest.");
    /** Maximum size of a control bus message. */
    public static final ConfigKey<Integer> MAX_MESSAGE_BYTES = limit(
            "max_message_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxMessageBytes,
            Limits.DEFAULTS.maxMessageBytes(),
            "Maximum size of a control bus message, in bytes. A longer message is refused unread and offered again at"
                    + " the next start.");
    /** Maximum size of a facts view or proof. */
    public static final ConfigKey<Integer> MAX_DOCUMENT_BYTES = limit(
            "max_document_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxDocumentBytes,
            Limits.DEFAULTS.maxDocumentBytes(),
            "Maximum size of a facts view or proof, in bytes.");
    /** Maximum number of parts in a plan. */
    public static final ConfigKey<Integer> MAX_PARTS = limit(
            "max_parts",
            ValueTypes.INTEGER,
            Limits.Builder::maxParts,
            Limits.DEFAULTS.maxParts(),
            "Maximum number of parts of all outputs of a plan together.");
    /** Maximum size of a row. */
    public static final ConfigKey<Integer> MAX_ROW_BYTES = limit(
            "max_row_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxRowBytes,
            Limits.DEFAULTS.maxRowBytes(),
            "Maximum size of a row, in bytes of JSON text.");
    /** Maximum nesting depth of a row. */
    public static final ConfigKey<Integer> MAX_ROW_DEPTH = limit(
            "max_row_depth",
            ValueTypes.INTEGER,
            Limits.Builder::maxRowDepth,
            Limits.DEFAULTS.maxRowDepth(),
            "Maximum nesting depth of a row.");
    /** Maximum size of a primary key. */
    public static final ConfigKey<Integer> MAX_KEY_BYTES = limit(
            "max_key_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxKeyBytes,
            Limits.DEFAULTS.maxKeyBytes(),
            "Maximum size of a primary key, in bytes of text over all its fields.");
    /** Maximum number of findings that a refusal lists. */
    public static final ConfigKey<Integer> MAX_FINDINGS = limit(
            "max_findings",
            ValueTypes.INTEGER,
            Limits.Builder::maxFindings,
            Limits.DEFAULTS.maxFindings(),
            "Maximum number of findings against a READY message or facts view that a refusal lists. The rest are"
                    + " counted.");
    /** Maximum number of bad rows that a refusal lists. */
    public static final ConfigKey<Integer> MAX_ROW_VIOLATIONS = limit(
            "max_row_violations",
            ValueTypes.INTEGER,
            Limits.Builder::maxRowViolations,
            Limits.DEFAULTS.maxRowViolations(),
            "Maximum number of bad rows that a refusal lists.");
    /** Maximum number of dead-lettered rows of a world. */
    public static final ConfigKey<Integer> MAX_BAD_ROWS = limit(
            "max_bad_rows",
            ValueTypes.INTEGER,
            Limits.Builder::maxBadRows,
            Limits.DEFAULTS.maxBadRows(),
            "Maximum number of rows of a world that `policy.on_bad_row: dead_letter` dead-letters. More are a refusal.");
    /** Memory for sorting parts that are out of order. */
    public static final ConfigKey<Long> SORT_BYTES = limit(
            "sort_bytes",
            ValueTypes.LONG,
            Limits.Builder::sortBytes,
            Limits.DEFAULTS.sortBytes(),
            "Memory for sorting parts whose rows are out of order, in bytes. The rest spills to `spill.root`.");
    /** Memory for the rows of one instant. */
    public static final ConfigKey<Long> MAX_TIE_BYTES = limit(
            "max_tie_bytes",
            ValueTypes.LONG,
            Limits.Builder::maxTieBytes,
            Limits.DEFAULTS.maxTieBytes(),
            "Memory for the rows of one instant, in bytes. A larger instant is sorted like a part that is out of"
                    + " order.");
    /** Maximum number of framed events that wait until they are due. */
    public static final ConfigKey<Integer> READ_AHEAD_EVENTS = limit(
            "read_ahead_events",
            ValueTypes.INTEGER,
            Limits.Builder::readAheadEvents,
            Limits.DEFAULTS.readAheadEvents(),
            "Maximum number of framed events per run that wait until they are due.");
    /** Maximum size of framed events that wait until they are due. */
    public static final ConfigKey<Integer> READ_AHEAD_BYTES = limit(
            "read_ahead_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::readAheadBytes,
            Limits.DEFAULTS.readAheadBytes(),
            "Maximum size of the framed events per run that wait until they are due, in bytes. One event may exceed"
                    + " it.");

    /** All keys, in reading order. */
    public static final List<ConfigKey<?>> ALL = List.of(
            CONTROL_BUS_ROOT,
            CONTROL_BUS_TOPIC,
            OBJECT_STORE_ROOT,
            ORACLE_ROOT,
            ORACLE_ALIASES,
            CATALOGUE,
            PARQUET_LOCAL_TIMESTAMPS,
            INGRESS_URL,
            INGRESS_AUTH_HEADER,
            INGRESS_AUTH_TOKEN_ENV,
            INGRESS_TIMEOUT,
            STATE_ROOT,
            SPILL_ROOT,
            SURVEY_ROOT,
            CHECKPOINT_ROOT,
            CHECKPOINT_EVENTS,
            CHECKPOINT_INTERVAL,
            CHECKPOINT_PATIENCE,
            LEASE_TERM,
            DEAD_LETTER_ROOT,
            MAX_RUNS,
            IDLE_STRATEGY,
            MAX_OPEN_PARTS,
            STREAM_SPEEDUP,
            ON_LEASE_HELD,
            LATE_POLICY,
            RATE_CAP,
            START_AT,
            KEY_CHECK,
            MAX_DISORDER,
            SURVEY_TRUST,
            DELIVERY_MODE_ABSENT,
            FRAMING,
            EVENT_ID,
            ENVELOPE_CONTRACT,
            SCHEMA_VERSION,
            STAMP_EMITTED_AT,
            MAX_IN_FLIGHT,
            ORDERING,
            FLOW_KEY,
            BACKPRESSURE,
            PRODUCER,
            RETRY_BUDGET,
            RETRY_INITIAL,
            RETRY_MAX,
            READ_RETRY_BUDGET,
            AMBIGUOUS_RETRIES,
            IGNORABLE_FACTS_FIELDS,
            ALLOW_UNGATED,
            QUARANTINE_FIRST,
            QUARANTINE_IN_A_ROW,
            ON_QUARANTINE,
            ON_REJECTED,
            ON_BAD_ROW,
            ON_RETRY_EXHAUSTED,
            DEAD_LETTER_ROWS,
            MAX_MESSAGE_BYTES,
            MAX_DOCUMENT_BYTES,
            MAX_PARTS,
            MAX_ROW_BYTES,
            MAX_ROW_DEPTH,
            MAX_KEY_BYTES,
            MAX_FINDINGS,
            MAX_ROW_VIOLATIONS,
            MAX_BAD_ROWS,
            SORT_BYTES,
            MAX_TIE_BYTES,
            READ_AHEAD_EVENTS,
            READ_AHEAD_BYTES);

    private ConfigTable() {}

    private static <T extends Number> ConfigKey<T> limit(
            String name, ValueType<T> type, BiConsumer<Limits.Builder, T> setter, Object fallback, String doc) {
        return ConfigKey.of(
                "limits." + name,
                type.checkedBy("a whole number above 0", value -> {
                    Limits.Builder builder = Limits.builder();
                    setter.accept(builder, value);
                    builder.build();
                }),
                fallback.toString(),
                doc);
    }

    private static void requireLeaseTerm(Duration term) {
        if (term.compareTo(Duration.ofMillis(100)) < 0 || term.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "expected a term from 100 ms to a day, found " + term.toMillis() + " ms");
        }
    }
}
