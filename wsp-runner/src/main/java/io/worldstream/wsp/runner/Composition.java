package io.worldstream.wsp.runner;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.adapter.file.FileSortedStore;
import io.worldstream.wsp.adapter.file.FileSpillSpace;
import io.worldstream.wsp.adapter.file.FileSurveyStore;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.jdbc.JdbcAuditSink;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.adapter.s3.S3SortedStore;
import io.worldstream.wsp.adapter.s3.S3SurveyStore;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Provenance;
import io.worldstream.wsp.runner.config.AuditKeys;
import io.worldstream.wsp.runner.config.AuditStoreKind;
import io.worldstream.wsp.runner.config.ConfigKey;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.GateAccess;
import io.worldstream.wsp.runner.config.Location;
import io.worldstream.wsp.runner.config.Root;
import io.worldstream.wsp.runner.config.StateKind;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the adapters that a configuration selects, and closes those that hold connections. */
final class Composition implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");

    /** Owner of this process's leases, in words. */
    static final String OWNER = "wsp";

    private static final List<ConfigKey<? extends Root>> READ =
            List.of(ConfigTable.CONTROL_BUS_ROOT, ConfigTable.OBJECT_STORE_ROOT, ConfigTable.ORACLE_ROOT);

    private static final List<ConfigKey<? extends Root>> WRITTEN = List.of(
            ConfigTable.STATE_ROOT,
            AuditKeys.ROOT,
            ConfigTable.SURVEY_ROOT,
            ConfigTable.SORTED_ROOT,
            ConfigTable.SPILL_ROOT);

    private final WspConfig config;
    private final ControlBus bus;
    private final Map<String, String> environment;
    private final ConfiguredS3 s3;
    private @Nullable SavedRuns savedRuns;
    private @Nullable DatabaseRuns database;
    /** Closes the adapters that hold connections, the last one first. */
    private final Deque<Runnable> opened = new ArrayDeque<>();

    /**
     * Creates a composition.
     *
     * @param config the configuration
     * @param environment the environment variables, among them the secrets that the configuration names
     */
    Composition(WspConfig config, Map<String, String> environment) {
        this.config = config;
        this.bus = new ControlBus(config, opened::push);
        this.environment = environment;
        s3 = new ConfiguredS3(config);
    }

    /** Reads the catalogue, in S3 from a store that may still be starting. */
    Catalogue catalogue() throws IOException {
        Root file = config.get(ConfigTable.CATALOGUE);
        return file instanceof Location location
                ? CatalogueFile.read(location.path())
                : CatalogueFile.read(file.written(), bytes(file));
    }

    /** Reads the catalogue from S3. Like a file that cannot be read, one that is not there is a wrong configuration. */
    private byte[] bytes(Root catalogue) throws IOException {
        AtomicReference<byte[]> bytes = new AtomicReference<>();
        try {
            OutageBudget.ofBus(config, new SystemClock())
                    .spendOn(() -> KeyedFailures.run(
                            ConfigTable.CATALOGUE,
                            () -> bytes.set(s3.connection().readObject(catalogue.written(), CatalogueFile.MAX_BYTES))));
            return Objects.requireNonNull(bytes.get());
        } catch (WspException e) {
            throw new WspException(ReasonCode.CONFIG_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    OracleReader oracle() {
        Oracles oracles = Oracles.open(config, s3);
        opened.push(oracles::close);
        return oracles;
    }

    /** Returns the space for spilled rows; empty if the configuration names none. */
    Optional<SpillSpace> spillSpace() {
        return config.find(ConfigTable.SPILL_ROOT)
                .map(Location::path)
                .or(() -> underState("spill"))
                .map(FileSpillSpace::new);
    }

    /** Returns the survey store; empty unless {@code survey.root} is set. */
    Optional<SurveyStore> surveyStore() {
        return config.find(ConfigTable.SURVEY_ROOT).map(this::surveyStore);
    }

    private SurveyStore surveyStore(Root root) {
        if (root instanceof Location folder) {
            return new FileSurveyStore(folder.path());
        }
        return new KeyedSurveyStore(ConfigTable.SURVEY_ROOT, new S3SurveyStore(s3.connection(), root.written()));
    }

    /** Returns the survey store of commands that stream. Defaults to a folder under {@code state.root}. */
    SurveyStore surveyStoreOfRuns() {
        return surveyStore()
                .or(() -> underState("surveys").map(FileSurveyStore::new))
                .orElseThrow();
    }

    /** Returns the saved runs, which a dry run does without. */
    SavedRuns savedRuns() {
        SavedRuns runs = savedRuns;
        if (runs == null) {
            runs = SavedRuns.of(config, this::database, s3);
            savedRuns = runs;
        }
        return runs;
    }

    /** Returns the database of saved runs, of the audit trail, or of both. */
    private DatabaseRuns database() {
        DatabaseRuns opened = database;
        if (opened == null) {
            opened = DatabaseRuns.open(config, environment);
            database = opened;
        }
        return opened;
    }

    /**
     * Returns the store of sorted views.
     *
     * @throws UsageException if the configuration names no folder for it
     */
    SortedStore sortedViews() {
        return namedSortedViews()
                .or(() -> underState("sorted").map(this::sortedViews))
                .orElseThrow(
                        () -> new UsageException("there is no folder for sorted views: set sorted.root or state.root"));
    }

    /**
     * Returns the store of sorted views of a command that is for nothing else.
     *
     * @throws UsageException if the configuration names no folder for it, or one that cannot be written to
     */
    SortedStore writableSortedViews() {
        ConfigKey<?> key =
                config.find(ConfigTable.SORTED_ROOT).isPresent() ? ConfigTable.SORTED_ROOT : ConfigTable.STATE_ROOT;
        config.find(ConfigTable.SORTED_ROOT)
                .map(root -> root instanceof Location folder ? Optional.of(folder.path()) : Optional.<Path>empty())
                .orElseGet(() -> underState("sorted"))
                .flatMap(FolderCheck::writable)
                .ifPresent(fault -> {
                    throw new UsageException(key.name() + ": " + fault);
                });
        return sortedViews();
    }

    /** Returns the store of sorted views of a dry run: one that is named, or that a run of this host has made. */
    Optional<SortedStore> sortedViewsOfDryRuns() {
        return namedSortedViews()
                .or(() -> underState("sorted").filter(Files::isDirectory).map(this::sortedViews));
    }

    private Optional<SortedStore> namedSortedViews() {
        return config.find(ConfigTable.SORTED_ROOT)
                .map(root -> root instanceof Location folder ? sortedViews(folder.path()) : sharedSortedViews(root));
    }

    private SortedStore sortedViews(Path root) {
        return new FileSortedStore(root, sortedMaxBytes());
    }

    private SortedStore sharedSortedViews(Root root) {
        S3SortedStore store = S3SortedStore.builder(s3.connection(), root.written())
                .maxBytes(sortedMaxBytes())
                .build();
        opened.push(store::close);
        return new KeyedSortedStore(ConfigTable.SORTED_ROOT, store);
    }

    private long sortedMaxBytes() {
        return config.find(ConfigTable.SORTED_MAX_BYTES).orElse(Long.MAX_VALUE);
    }

    /**
     * Checks the folders of a run, and then the stores of saved runs and of the audit trail, which may still be starting. Otherwise a mistyped one
     * would fail in the middle of a run.
     *
     * @throws UsageException with all faults, if a folder that is read is something else, or if one that is written is
     *     not a folder that can be written to, or cannot be created
     */
    void requireFoldersOfARun() throws IOException {
        InputFaults faults = new InputFaults();
        check(READ, FolderCheck::possible, faults);
        check(WRITTEN, FolderCheck::writable, faults);
        boolean auditInDatabase = config.get(AuditKeys.KIND) == AuditStoreKind.JDBC;
        if (faults.isEmpty() && !auditInDatabase && config.find(AuditKeys.ROOT).isEmpty()) {
            FolderCheck.writable(AuditTrails.root(config))
                    .ifPresent(fault -> faults.add(ConfigTable.STATE_ROOT.name() + ": " + fault));
        }
        if (config.get(ConfigTable.STATE_KIND) != StateKind.FILE || auditInDatabase) {
            requireNone(faults); // not only after a wait for a server
        }
        SavedRuns runs = savedRuns();
        OutageBudget.ofState(config, new SystemClock()).spendOn(() -> runs.prepare(faults));
        requireNone(faults);
        if (auditInDatabase && config.get(ConfigTable.STATE_KIND) != StateKind.JDBC) {
            OutageBudget.ofState(config, new SystemClock())
                    .spendOn(() -> database().prepare(faults));
        }
    }

    /** Checks that there are saved runs, in a store that may still be starting; otherwise as {@link SavedRuns#requirePresent}. */
    void requireSavedRuns() throws IOException {
        OutageBudget.ofState(config, new SystemClock()).spendOn(savedRuns()::requirePresent);
    }

    /**
     * Checks the folders of a dry run, which writes little, and only if it has to.
     *
     * @throws UsageException with all faults, if a folder is something else
     */
    void requireFoldersOfADryRun() {
        InputFaults faults = new InputFaults();
        check(READ, FolderCheck::possible, faults);
        check(WRITTEN, FolderCheck::possible, faults);
        requireNone(faults);
    }

    private void check(
            List<ConfigKey<? extends Root>> keys, Function<Path, Optional<String>> rule, InputFaults faults) {
        for (ConfigKey<? extends Root> key : keys) {
            if (config.takesEffect(key) && config.find(key).orElse(null) instanceof Location location) {
                rule.apply(location.path()).ifPresent(fault -> faults.add(key.name() + ": " + fault));
            }
        }
    }

    private static void requireNone(InputFaults faults) {
        if (!faults.isEmpty()) {
            throw new UsageException(faults.text());
        }
    }

    /** Opens the audit trail of this process. */
    AuditSink auditSink() throws IOException {
        if (config.get(AuditKeys.KIND) == AuditStoreKind.FILE) {
            return closing(AuditTrails.open(config));
        }
        AtomicReference<JdbcAuditSink> sink = new AtomicReference<>();
        OutageBudget.ofState(config, new SystemClock())
                .spendOn(() -> sink.set(database().auditSink(AuditTrails.host(config))));
        return closing(Objects.requireNonNull(sink.get()));
    }

    private <S extends AuditSink & Closeable> S closing(S sink) {
        opened.push(() -> {
            try {
                sink.close();
            } catch (IOException e) {
                LOG.debug("the audit trail could not be closed", e);
            }
        });
        return sink;
    }

    /**
     * Returns the audit chains of all hosts, from a database that may still be starting.
     *
     * @throws UsageException if there is no place for them
     */
    List<? extends StoredAuditTrail> auditTrails() throws IOException {
        if (config.get(AuditKeys.KIND) == AuditStoreKind.FILE) {
            return AuditTrails.all(config);
        }
        AtomicReference<List<? extends StoredAuditTrail>> trails = new AtomicReference<>(List.of());
        OutageBudget.ofState(config, new SystemClock())
                .spendOn(() -> trails.set(database().auditTrails()));
        return Objects.requireNonNull(trails.get());
    }

    private Optional<Path> underState(String folder) {
        return config.find(ConfigTable.STATE_ROOT).map(state -> state.path().resolve(folder));
    }

    /** Returns the row format in addition to the engine's built-in ones. */
    RowFormat rowFormat() {
        return new ParquetFormat().withLocalTimestamps(config.get(ConfigTable.PARQUET_LOCAL_TIMESTAMPS));
    }

    ReadySource readySource() {
        return bus.readySource(() -> savedRuns().positions());
    }

    /** Returns the whole bus, acknowledged messages included, for callers that settle nothing and thus write no state. */
    ReadySource wholeBus() throws IOException {
        return bus.whole();
    }

    IngressSink ingress(Clock clock) {
        HttpIngressSink.Builder builder = HttpIngressSink.builder()
                .url(config.get(ConfigTable.INGRESS_URL))
                .clock(clock)
                .timeout(config.get(ConfigTable.INGRESS_TIMEOUT))
                .maxConnections(GateConnections.most(config.policy().push().maxInFlight()))
                .provenanceHeaders(config.policy().envelope().provenance() == Provenance.PLAN);
        new GateAccess(config, environment).applyTo(builder, opened::push);
        return builder.build();
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
        if (savedRuns != null) {
            savedRuns.close();
        }
        if (database != null) {
            database.close();
        }
        s3.close();
    }
}
