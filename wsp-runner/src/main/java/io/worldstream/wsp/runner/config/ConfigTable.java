package io.worldstream.wsp.runner.config;

import static io.worldstream.wsp.runner.config.Purpose.REHEARSE_BUS;
import static io.worldstream.wsp.runner.config.Purpose.REHEARSE_MESSAGE;
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

/** All keys of the configuration, in the order in which people read them. */
public final class ConfigTable {
    static final String DEFAULT_SCHEMA_VERSION = "v1";

    private static final Set<Purpose> WORLD = EnumSet.of(RUN, REHEARSE_BUS, REHEARSE_MESSAGE);

    /** Where the control bus is. */
    public static final ConfigKey<Location> CONTROL_BUS_ROOT = ConfigKey.required(
            "control_bus.root",
            ValueTypes.LOCATION,
            EnumSet.of(RUN, REHEARSE_BUS),
            "Folder of the control bus; messages are `<root>/<topic>/<message_id>.json`. Never written to.");
    /** Which topic READY signals come on. */
    public static final ConfigKey<String> CONTROL_BUS_TOPIC = ConfigKey.of(
            "control_bus.topic", ValueTypes.TEXT, "fp.bus.control.v1", "The topic that READY signals come on.");
    /** Where facts views and proofs are. */
    public static final ConfigKey<Location> OBJECT_STORE_ROOT = ConfigKey.required(
            "object_store.root",
            ValueTypes.LOCATION,
            WORLD,
            "Folder under which `facts_view_ref`, proofs and receipts resolve.");
    /** Where sealed outputs are. */
    public static final ConfigKey<Location> ORACLE_ROOT = ConfigKey.required(
            "oracle.root", ValueTypes.LOCATION, WORLD, "Folder under which locators and gate artifacts resolve.");
    /** What the writers of locators call folders of ours. */
    public static final ConfigKey<Map<String, Location>> ORACLE_ALIASES = ConfigKey.of(
            "oracle.aliases",
            ValueTypes.ALIASES,
            "{}",
            "What writers of locators call folders of ours: a prefix as they write it (whole segments, may have a scheme), and"
                    + " the folder that it stands for. The longest prefix wins.");
    /** The engine's catalogue. */
    public static final ConfigKey<Location> CATALOGUE = ConfigKey.required(
            "catalogue", ValueTypes.LOCATION, WORLD, "The engine's output catalogue, a YAML or JSON file.");
    /** What Parquet's local timestamps are. */
    public static final ConfigKey<LocalTimestamps> PARQUET_LOCAL_TIMESTAMPS = ConfigKey.of(
            "parquet.local_timestamps",
            ValueTypes.oneOf(LocalTimestamps.class),
            "local",
            "What a Parquet timestamp column that its file does not call UTC holds: `local` times of an unknown zone, which are"
                    + " no event time, or `utc`, where the host knows that its writers only do not say so.");
    /** The gate. */
    public static final ConfigKey<String> INGRESS_URL = ConfigKey.required(
            "ingress.url",
            ValueTypes.HTTP_URL,
            EnumSet.of(RUN),
            "Base URL of the ingestion gate; `/v1/ingest/push` is appended.");
    /** The header that carries the token. */
    public static final ConfigKey<String> INGRESS_AUTH_HEADER = ConfigKey.of(
            "ingress.auth_header",
            ValueTypes.HEADER.checkedBy(
                    "the name of a header", value -> HttpIngressSink.builder().authHeader(value)),
            "X-IG-Api-Key",
            "The header that carries the token.");
    /** Where the token is. */
    public static final ConfigKey<String> INGRESS_AUTH_TOKEN_ENV = ConfigKey.optional(
            "ingress.auth_token_env",
            ValueTypes.VARIABLE,
            "Name of the environment variable that holds the gate's token. Without it no token is sent.");
    /** How long an answer is awaited. */
    public static final ConfigKey<Duration> INGRESS_TIMEOUT = ConfigKey.of(
            "ingress.timeout_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 1 to a day",
                    value -> HttpIngressSink.builder().timeout(value)),
            "10000",
            "How long one push may take as a whole; after that its outcome is unknown.");
    /** Where acknowledgements are kept. */
    public static final ConfigKey<Location> STATE_ROOT = ConfigKey.required(
            "state.root",
            ValueTypes.LOCATION,
            EnumSet.of(RUN, STATUS),
            "Folder in which this host keeps what it has acknowledged, and where its runs stand; created if it is not there.");
    /** Where rows are put aside. */
    public static final ConfigKey<Location> SPILL_ROOT = ConfigKey.optional(
            "spill.root",
            ValueTypes.LOCATION,
            "Folder for what a sort puts aside, on a disk with room for the largest output; empty when nothing is sorted."
                    + " Without it `spill` under `state.root`, where that is set.");
    /** Where surveys are kept. */
    public static final ConfigKey<Location> SURVEY_ROOT = ConfigKey.optional(
            "survey.root",
            ValueTypes.LOCATION,
            "Folder in which surveys are kept, so that the next start of a world need not parse it again. Without it `run`"
                    + " keeps them in `surveys` under `state.root`, and other commands keep none.");
    /** Where runs save where they stand. */
    public static final ConfigKey<Location> CHECKPOINT_ROOT = ConfigKey.optional(
            "checkpoint.root",
            ValueTypes.LOCATION,
            "Folder in which runs save where they stand, and who holds them; hosts that share it never stream one run at once."
                    + " Without it `runs` under `state.root`.");
    /** How often they do, by count. */
    public static final ConfigKey<Integer> CHECKPOINT_EVENTS = ConfigKey.of(
            "checkpoint.events",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 on",
                    value -> new CheckpointPolicy(value, Duration.ofSeconds(1), Duration.ZERO)),
            "1000",
            "A run saves where it stands after so many events with an outcome. What came after the last save is sent again"
                    + " after a crash, and is a DUPLICATE at the gate.");
    /** How often they do, by time. */
    public static final ConfigKey<Duration> CHECKPOINT_INTERVAL = ConfigKey.of(
            "checkpoint.interval_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 1 to a day",
                    value -> new CheckpointPolicy(1, value, Duration.ZERO)),
            "1000",
            "And after so long, if anything had an outcome.");
    /** How long a store is tried. */
    public static final ConfigKey<Duration> CHECKPOINT_PATIENCE = ConfigKey.of(
            "checkpoint.patience_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 0 to a day",
                    value -> new CheckpointPolicy(1, Duration.ofSeconds(1), value)),
            "60000",
            "How long a save, or a piece of evidence, that fails is tried again before the run halts.");
    /** How long a lease lasts. */
    public static final ConfigKey<Duration> LEASE_TERM = ConfigKey.of(
            "lease.term_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 100 to a day", ConfigTable::requireLeaseTerm),
            "30000",
            "How long a host holds a run without renewing its lease, which it does three times as often. A host that is dead is"
                    + " known to be dead at once; this is for one that hangs.");
    /** Where evidence is kept. */
    public static final ConfigKey<Location> QUARANTINE_ROOT = ConfigKey.optional(
            "quarantine.root",
            ValueTypes.LOCATION,
            "Folder for the evidence of what the policy lets a stream pass over. Without it `quarantine` under `state.root`.");
    /** How many runs are active at once. */
    public static final ConfigKey<Integer> MAX_RUNS = ConfigKey.of(
            "engine.max_runs",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 to 10000",
                    value -> WorldStreamProducer.builder().maxRuns(value)),
            String.valueOf(WorldStreamProducer.DEFAULT_MAX_RUNS),
            "The most runs that are active at once, those that are paused or wait for a lease included. Memory, threads and open"
                    + " parts grow with it. READYs beyond it stay on the bus, in order, until a run ends.");
    /** How the engine's thread waits. */
    public static final ConfigKey<IdleStrategy> WAIT_STRATEGY = ConfigKey.of(
            "engine.wait_strategy",
            ValueTypes.WAIT_STRATEGY,
            IdleStrategy.park().toString(),
            "How the engine waits until an event is due. `park` lets the core go and wakes up some tens of microseconds late;"
                    + " `spin-tail` spins through the last 200 microseconds, or as many as it says, and keeps a core busy for"
                    + " that long per event: all the time where events are closer together.");
    /** How many parts are open at once. */
    public static final ConfigKey<Integer> MAX_OPEN_PARTS = ConfigKey.of(
            "engine.max_open_parts",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 on",
                    value -> WorldStreamProducer.builder().maxOpenParts(value)),
            "256",
            "The most parts that are open at once, over all runs: each is an open file or connection. Where"
                    + " a merge needs more, the part that was idle for longest is closed, and opened again when it is"
                    + " next read. The default is a quarter of the 1,024 files that a process may commonly open.");
    /** What becomes of a run that another host holds. */
    public static final ConfigKey<LeaseHeld> ON_LEASE_HELD = ConfigKey.of(
            "policy.on_lease_held",
            ValueTypes.oneOf(LeaseHeld.class),
            "wait",
            "What becomes of a run that another host holds: `wait` takes it over when that host lets it go, `leave` refuses"
                    + " it here.");
    /** How fast time runs. */
    public static final ConfigKey<Speedup> STREAM_SPEEDUP = ConfigKey.of(
            "policy.stream_speedup",
            ValueTypes.SPEEDUP,
            StreamPolicy.defaults().speedup().toString(),
            "Seconds of event time per second of wall time: `1` is real time, `60` a minute per second, `max` as fast as the"
                    + " gate takes it.");
    /** What a slow door does to time. */
    public static final ConfigKey<LatePolicy> LATE_POLICY = ConfigKey.of(
            "policy.late_policy",
            ValueTypes.LATE_POLICY,
            StreamPolicy.defaults().latePolicy().toString(),
            "When the gate is slower than the stream: `coupled` waits for it, `catch-up` keeps the schedule and hurries"
                    + " afterwards, `halt` gives up once an event is so late.");
    /** The most events per second. */
    public static final ConfigKey<Optional<RateSchedule>> RATE_CAP = ConfigKey.of(
            "policy.rate_cap_eps",
            RateCapType.RATE_CAP,
            "none",
            "The most events per second of wall time. Waits, never drops. In a list each `eps` holds from `after` on, counted"
                    + " from the first release without pauses; `burst` is how much unused capacity is kept.");
    /** Where streams begin. */
    public static final ConfigKey<StartAt> START_AT = ConfigKey.optional(
            "policy.start_at",
            ValueTypes.START_AT,
            "Where streams begin; what is before it is not streamed. Also `--start-at`.");
    /** How far duplicates are looked for. */
    public static final ConfigKey<KeyCheck> KEY_CHECK = ConfigKey.of(
            "policy.key_check",
            ValueTypes.oneOf(KeyCheck.class),
            "instant",
            "Where rows with equal keys are looked for: at one instant, or in the whole world before the first event, which"
                    + " takes a sort of the world.");
    /** How far parts may be out of order. */
    public static final ConfigKey<Map<OutputId, Duration>> MAX_DISORDER = ConfigKey.of(
            "policy.max_disorder",
            ValueTypes.DURATIONS,
            "{}",
            "How far behind a later row, in event time, another may come in the parts of an output. Such parts are put in order"
                    + " as they are read, others are sorted first; a row that comes later still is a refusal.");
    /** What a kept survey is held to. */
    public static final ConfigKey<SurveyTrust> SURVEY_TRUST = ConfigKey.of(
            "policy.survey_trust",
            ValueTypes.oneOf(SurveyTrust.class),
            "digest",
            "What a survey of an earlier start is held to: the digest of all bytes, or nothing. Bytes are held to their chunk"
                    + " digests when they are used either way.");
    /** What a silent facts view means. */
    public static final ConfigKey<DeliveryModeAbsent> DELIVERY_MODE_ABSENT = ConfigKey.of(
            "policy.delivery_mode_absent",
            ValueTypes.oneOf(DeliveryModeAbsent.class),
            "refuse",
            "What a facts view without `traffic_delivery_mode` means. `stream` is for hosts that know that their views predate"
                    + " the field and have switched off the gate's own pull.");
    /** What payloads hold. */
    public static final ConfigKey<PayloadProfile> FRAMING = ConfigKey.of(
            "policy.framing",
            ValueTypes.oneOf(PayloadProfile.class),
            "legacy_pull",
            "The payload: the row itself, or the row under `data` with its `source` beside it. Gates that pick the bus"
                    + " partition by a payload field do not find it under `data`, and lose per-flow order with it.");
    /** How event ids are minted. */
    public static final ConfigKey<EventIdRecipe> EVENT_ID = ConfigKey.of(
            "policy.event_id",
            ValueTypes.oneOf(EventIdRecipe.class),
            "legacy_pull",
            "How `event_id` is minted; `legacy_pull` lets a gate know rows again that it pulled itself.");
    /** Which identity fields there are. */
    public static final ConfigKey<EnvelopeContract> ENVELOPE_CONTRACT = ConfigKey.of(
            "policy.envelope_contract",
            ValueTypes.oneOf(EnvelopeContract.class),
            "v0",
            "Which identity fields pins and envelopes carry. Not the `schema_version`.");
    /** The envelope's schema version. */
    public static final ConfigKey<SchemaVersions> SCHEMA_VERSION = ConfigKey.of(
            "policy.schema_version",
            ValueTypes.SCHEMA_VERSIONS,
            DEFAULT_SCHEMA_VERSION,
            "The envelope's `schema_version`, for all outputs or for each.");
    /** Whether envelopes say when they left. */
    public static final ConfigKey<Boolean> STAMP_EMITTED_AT = ConfigKey.of(
            "policy.stamp_emitted_at",
            ValueTypes.TRUTH,
            "false",
            "Whether envelopes carry `emitted_at_utc`, the wall time of the push.");
    /** The window. */
    public static final ConfigKey<Integer> MAX_IN_FLIGHT = ConfigKey.of(
            "policy.max_in_flight",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 to 65536",
                    value -> StreamPolicy.builder().maxInFlight(value)),
            "1",
            "The most envelopes that are out at the gate at once.");
    /** What the gate sees in order. */
    public static final ConfigKey<Ordering> ORDERING = ConfigKey.of(
            "policy.ordering",
            ValueTypes.oneOf(Ordering.class),
            "per_key",
            "What the gate sees in the order of event time, through retries too: all events, which is one at a time; the events"
                    + " of each flow, while other flows go on; or nothing. With `policy.max_in_flight` 1, `per_key` is `global`.");
    /** Which field is the flow of an output's rows. */
    public static final ConfigKey<Map<OutputId, String>> FLOW_KEY = ConfigKey.of(
            "policy.flow_key",
            ValueTypes.FIELDS,
            "{}",
            "The field whose value is the flow of an output's rows. Without it the first of `flow_id`, `merchant_id`,"
                    + " `account_id`, `party_id` that a row has, which is what gates partition by.");
    /** How streams hold back. */
    public static final ConfigKey<Backpressure> BACKPRESSURE = ConfigKey.of(
            "policy.backpressure",
            ValueTypes.oneOf(Backpressure.class),
            "adaptive",
            "How a stream holds back: `adaptive` follows what the gate can take, up to `policy.max_in_flight`; `fixed` always"
                    + " keeps that many out. Both obey `Retry-After`.");
    /** The envelope's producer. */
    public static final ConfigKey<String> PRODUCER = ConfigKey.of(
            "policy.producer",
            ValueTypes.TEXT.checkedBy(
                    "text of 1 to 128 characters",
                    value -> StreamPolicy.builder().producer(value)),
            StreamPolicy.defaults().producer(),
            "The envelope's `producer`: the principal that the gate knows this host by.");
    /** How long one event is tried. */
    public static final ConfigKey<Duration> RETRY_BUDGET = ConfigKey.of(
            "policy.retry_budget_ms",
            ValueTypes.MILLIS,
            "300000",
            "How long one event is tried, from its first failure, before the run halts.");
    /** How long a read is tried. */
    public static final ConfigKey<Duration> READ_RETRY_BUDGET = ConfigKey.of(
            "policy.read_retry_budget_ms",
            ValueTypes.MILLIS.checkedBy(
                    "a whole number of milliseconds, from 0 to a day",
                    value -> StreamPolicy.builder().readRetryBudget(value)),
            "60000",
            "How long a read of sealed bytes, from its first failure, is tried again before the run is"
                    + " refused or halts; 0 for one try. What failed is read on where it failed. A missing object, one"
                    + " out of reach and other bytes than the sealed ones are not tried again.");
    /** The first backoff. */
    public static final ConfigKey<Duration> RETRY_INITIAL =
            ConfigKey.of("policy.retry_initial_ms", ValueTypes.MILLIS, "100", "The first backoff, at most.");
    /** The longest backoff. */
    public static final ConfigKey<Duration> RETRY_MAX =
            ConfigKey.of("policy.retry_max_ms", ValueTypes.MILLIS, "10000", "The longest backoff, at most.");
    /** Tries after an ambiguous answer. */
    public static final ConfigKey<Integer> AMBIGUOUS_RETRIES = ConfigKey.of(
            "policy.ambiguous_retries",
            ValueTypes.INTEGER,
            "3",
            "Tries after the gate says that it does not know; then its quarantine counts.");
    /** Unknown fields of the facts view that are passed over. */
    public static final ConfigKey<Set<String>> IGNORABLE_FACTS_FIELDS = ConfigKey.of(
            "policy.ignorable_facts_fields",
            ValueTypes.NAMES,
            "[]",
            "Unknown top-level fields of a facts view to pass over; any other is a refusal.");
    /** Whether a traffic output may require no gate. */
    public static final ConfigKey<Boolean> ALLOW_UNGATED = ConfigKey.of(
            "policy.allow_ungated",
            ValueTypes.TRUTH,
            "false",
            "Whether a traffic output may have an empty `read_requires_gates`.");
    /** When early quarantine halts a run. */
    public static final ConfigKey<Integer> QUARANTINE_FIRST = ConfigKey.of(
            "policy.quarantine_first",
            ValueTypes.INTEGER,
            "20",
            "Halt if so many first events all end in quarantine; 0 for never.");
    /** When steady quarantine halts a run. */
    public static final ConfigKey<Integer> QUARANTINE_IN_A_ROW = ConfigKey.of(
            "policy.quarantine_in_a_row",
            ValueTypes.INTEGER,
            "1000",
            "Halt if so many events in a row end in quarantine for one reason; 0 for never.");
    /** When quarantine halts a run. */
    public static final ConfigKey<OnQuarantine> ON_QUARANTINE = ConfigKey.of(
            "policy.on_quarantine",
            ValueTypes.ON_QUARANTINE,
            StreamPolicy.defaults().outcomes().onQuarantine().toString(),
            "Whether the run goes on when the gate quarantines events, beside the two limits above, or halts at so many, or above"
                    + " a share of those that are settled, once there are 1,000. Earlier starts of the run count.");
    /** What follows a rejection. */
    public static final ConfigKey<OnFailure> ON_REJECTED = ConfigKey.of(
            "policy.on_rejected",
            ValueTypes.oneOf(OnFailure.class),
            "halt",
            "What follows when the gate will never take an event: the run halts before it, or the event is set aside with"
                    + " evidence and the stream goes on.");
    /** What follows a row that cannot become an event. */
    public static final ConfigKey<OnBadRow> ON_BAD_ROW = ConfigKey.of(
            "policy.on_bad_row",
            ValueTypes.oneOf(OnBadRow.class),
            "refuse",
            "What follows when a row of the world cannot become an event: the run is refused, or the row is set aside with"
                    + " evidence before the first event leaves, at most `limits.max_bad_rows` of them. A row of another world"
                    + " and one longer than `limits.max_row_bytes` are refusals always.");
    /** What follows a retry budget that is gone. */
    public static final ConfigKey<OnFailure> ON_RETRY_EXHAUSTED = ConfigKey.of(
            "policy.on_retry_exhausted",
            ValueTypes.oneOf(OnFailure.class),
            "halt",
            "The same for an event whose `policy.retry_budget_ms` is gone. It is only set aside if the gate settled another event"
                    + " since it first failed; a gate that is away always halts the run. With one in flight"
                    + " (`policy.max_in_flight` 1, or `policy.ordering` `global`) no other is sent meanwhile, and"
                    + " `quarantine` is the same as `halt`.");
    /** Whether evidence holds rows. */
    public static final ConfigKey<Boolean> QUARANTINE_ROWS = ConfigKey.of(
            "policy.quarantine_rows",
            ValueTypes.TRUTH,
            "false",
            "Whether the evidence of an event or row that is set aside holds the row, beside the row's digest.");
    /** A limit: The longest message of the control bus, in bytes. */
    public static final ConfigKey<Integer> MAX_MESSAGE_BYTES = limit(
            "max_message_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxMessageBytes,
            Limits.DEFAULTS.maxMessageBytes(),
            "The longest message of the control bus, in bytes. A longer one is refused unread, and offered again at the next"
                    + " start.");
    /** A limit: The longest facts view or proof, in bytes. */
    public static final ConfigKey<Integer> MAX_DOCUMENT_BYTES = limit(
            "max_document_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxDocumentBytes,
            Limits.DEFAULTS.maxDocumentBytes(),
            "The longest facts view or proof, in bytes.");
    /** A limit: How many parts all outputs of a plan may have together. */
    public static final ConfigKey<Integer> MAX_PARTS = limit(
            "max_parts",
            ValueTypes.INTEGER,
            Limits.Builder::maxParts,
            Limits.DEFAULTS.maxParts(),
            "How many parts all outputs of a plan may have together.");
    /** A limit: The longest row, in bytes of JSON text. */
    public static final ConfigKey<Integer> MAX_ROW_BYTES = limit(
            "max_row_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxRowBytes,
            Limits.DEFAULTS.maxRowBytes(),
            "The longest row, in bytes of JSON text.");
    /** A limit: How deep a row may nest. */
    public static final ConfigKey<Integer> MAX_ROW_DEPTH = limit(
            "max_row_depth",
            ValueTypes.INTEGER,
            Limits.Builder::maxRowDepth,
            Limits.DEFAULTS.maxRowDepth(),
            "How deep a row may nest.");
    /** A limit: The longest primary key, in bytes of text of all its fields. */
    public static final ConfigKey<Integer> MAX_KEY_BYTES = limit(
            "max_key_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::maxKeyBytes,
            Limits.DEFAULTS.maxKeyBytes(),
            "The longest primary key, in bytes of text of all its fields.");
    /** A limit: How many findings against a document a refusal names. */
    public static final ConfigKey<Integer> MAX_FINDINGS = limit(
            "max_findings",
            ValueTypes.INTEGER,
            Limits.Builder::maxFindings,
            Limits.DEFAULTS.maxFindings(),
            "How many findings against a READY message or a facts view a refusal names; the rest is counted.");
    /** A limit: How many faulty rows a refusal names. */
    public static final ConfigKey<Integer> MAX_ROW_VIOLATIONS = limit(
            "max_row_violations",
            ValueTypes.INTEGER,
            Limits.Builder::maxRowViolations,
            Limits.DEFAULTS.maxRowViolations(),
            "How many faulty rows a refusal names.");
    /** A limit: How many rows of a world may be set aside. */
    public static final ConfigKey<Integer> MAX_BAD_ROWS = limit(
            "max_bad_rows",
            ValueTypes.INTEGER,
            Limits.Builder::maxBadRows,
            Limits.DEFAULTS.maxBadRows(),
            "How many rows of a world may be set aside under `policy.on_bad_row: quarantine`; more are a refusal.");
    /** A limit: Memory for sorting parts whose rows are not in order; the rest goes to spill.root. */
    public static final ConfigKey<Long> SORT_BYTES = limit(
            "sort_bytes",
            ValueTypes.LONG,
            Limits.Builder::sortBytes,
            Limits.DEFAULTS.sortBytes(),
            "Memory for sorting parts whose rows are not in order; the rest goes to `spill.root`.");
    /** A limit: Memory for the rows of one instant; more are sorted like a part that is not in order. */
    public static final ConfigKey<Long> MAX_TIE_BYTES = limit(
            "max_tie_bytes",
            ValueTypes.LONG,
            Limits.Builder::maxTieBytes,
            Limits.DEFAULTS.maxTieBytes(),
            "Memory for the rows of one instant; more are sorted like a part that is not in order.");
    /** A limit: Framed events that wait for their due time, per run. */
    public static final ConfigKey<Integer> READ_AHEAD_EVENTS = limit(
            "read_ahead_events",
            ValueTypes.INTEGER,
            Limits.Builder::readAheadEvents,
            Limits.DEFAULTS.readAheadEvents(),
            "Framed events that wait for their due time, per run.");
    /** A limit: The bytes of those events. */
    public static final ConfigKey<Integer> READ_AHEAD_BYTES = limit(
            "read_ahead_bytes",
            ValueTypes.INTEGER,
            Limits.Builder::readAheadBytes,
            Limits.DEFAULTS.readAheadBytes(),
            "The bytes of those events.");

    /** All keys. */
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
            QUARANTINE_ROOT,
            MAX_RUNS,
            WAIT_STRATEGY,
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
            QUARANTINE_ROWS,
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
            throw new IllegalArgumentException("a lease lasts from 100 ms to a day, not " + term);
        }
    }
}
