package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.file.FileReadySource;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.adapter.file.FileSpillSpace;
import io.worldstream.wsp.adapter.file.FileSurveyStore;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.runner.config.ConfigKey;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Location;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Builds the adapters that a configuration selects. */
final class Composition {
    /** Owner of this process's leases, in words. The lease itself adds the process. */
    static final String OWNER = "wsp";

    private static final String THIS_PROCESS =
            OWNER + " (process " + ProcessHandle.current().pid() + ",";

    private static final List<ConfigKey<Location>> READ =
            List.of(ConfigTable.CONTROL_BUS_ROOT, ConfigTable.OBJECT_STORE_ROOT, ConfigTable.ORACLE_ROOT);

    private static final List<ConfigKey<Location>> WRITTEN = List.of(
            ConfigTable.STATE_ROOT,
            ConfigTable.CHECKPOINT_ROOT,
            ConfigTable.DEAD_LETTER_ROOT,
            ConfigTable.SURVEY_ROOT,
            ConfigTable.SPILL_ROOT);

    private final WspConfig config;
    private final Map<String, String> environment;

    /**
     * Creates a composition.
     *
     * @param config the configuration
     * @param environment the environment variables, among them the token that the configuration names
     */
    Composition(WspConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    Catalogue catalogue() {
        return CatalogueFile.read(config.get(ConfigTable.CATALOGUE).path());
    }

    OracleReader oracle() {
        Location objectStore = config.get(ConfigTable.OBJECT_STORE_ROOT);
        Location oracle = config.get(ConfigTable.ORACLE_ROOT);
        FileOracleReader.Builder builder = FileOracleReader.builder()
                .objectStoreRoot(objectStore.path(), objectStore.written())
                .oracleRoot(oracle.path(), oracle.written());
        config.get(ConfigTable.ORACLE_ALIASES)
                .forEach((written, location) -> builder.oracleAlias(written, location.path()));
        return builder.build();
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
        return config.find(ConfigTable.SURVEY_ROOT).map(Location::path).map(FileSurveyStore::new);
    }

    /** Returns the survey store of commands that stream. Defaults to a folder under {@code state.root}. */
    SurveyStore surveyStoreOfRuns() {
        return surveyStore()
                .or(() -> underState("surveys").map(FileSurveyStore::new))
                .orElseThrow();
    }

    CheckpointStore checkpoints() {
        return new FileCheckpointStore(runs());
    }

    RunLease lease(Clock clock) {
        return new FileRunLease(runs(), clock, config.get(ConfigTable.LEASE_TERM), OWNER);
    }

    /** Returns whether a holder of a run, as its lease names it, is a process of this id. */
    static boolean isThisProcess(String holder) {
        return holder.startsWith(THIS_PROCESS);
    }

    /** Returns the saved records of runs, for read-only callers. */
    RunLedger ledger(Clock clock) {
        return new RunLedger(checkpoints(), lease(clock), clock);
    }

    /**
     * Checks the folders of a run. Otherwise a mistyped one would fail in the middle of a run.
     *
     * @throws UsageException with all faults, if a folder that is read is something else, or if one that is written is
     *     not a folder that can be written to, or cannot be created
     */
    void requireFoldersOfARun() {
        InputFaults faults = new InputFaults();
        check(READ, FolderCheck::possible, faults);
        check(WRITTEN, FolderCheck::writable, faults);
        requireNone(faults);
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

    /**
     * Checks that the folder of saved runs exists: a mistyped one would look like one without runs.
     *
     * @throws UsageException if it does not
     */
    void requireSavedRuns() {
        ConfigKey<Location> key = config.find(ConfigTable.CHECKPOINT_ROOT).isPresent()
                ? ConfigTable.CHECKPOINT_ROOT
                : ConfigTable.STATE_ROOT;
        Path root = config.get(key).path();
        if (!Files.exists(root)) {
            throw new UsageException(key.name() + ": the folder " + root + " does not exist; wsp run creates it");
        }
        if (!Files.isDirectory(root)) {
            throw new UsageException(key.name() + ": " + root + " is not a folder");
        }
    }

    private void check(List<ConfigKey<Location>> keys, Function<Path, Optional<String>> rule, InputFaults faults) {
        for (ConfigKey<Location> key : keys) {
            config.find(key)
                    .flatMap(location -> rule.apply(location.path()))
                    .ifPresent(fault -> faults.add(key.name() + ": " + fault));
        }
    }

    private static void requireNone(InputFaults faults) {
        if (!faults.isEmpty()) {
            throw new UsageException(faults.text());
        }
    }

    /** Returns the folder of checkpoints and leases. */
    Path runs() {
        return config.find(ConfigTable.CHECKPOINT_ROOT)
                .map(Location::path)
                .or(() -> underState("runs"))
                .orElseThrow();
    }

    /** Returns the store of dead letters. */
    DeadLetterStore deadLetters() {
        return new FileDeadLetterSink(config.find(ConfigTable.DEAD_LETTER_ROOT)
                .map(Location::path)
                .or(() -> underState("dead_letter"))
                .orElseThrow());
    }

    private Optional<Path> underState(String folder) {
        return config.find(ConfigTable.STATE_ROOT).map(state -> state.path().resolve(folder));
    }

    /** Returns the row format in addition to the engine's built-in ones. */
    RowFormat rowFormat() {
        return new ParquetFormat().withLocalTimestamps(config.get(ConfigTable.PARQUET_LOCAL_TIMESTAMPS));
    }

    ReadySource readySource() {
        return readySource(config.get(ConfigTable.STATE_ROOT).path());
    }

    /**
     * Returns the whole bus, acknowledged messages included, for callers that settle nothing and thus write no state.
     */
    ReadySource wholeBus() throws IOException {
        Path nowhere = Files.createTempDirectory("wsp");
        Files.delete(nowhere);
        return readySource(nowhere);
    }

    private ReadySource readySource(Path state) {
        return new FileReadySource(
                config.get(ConfigTable.CONTROL_BUS_ROOT).path(),
                config.get(ConfigTable.CONTROL_BUS_TOPIC),
                state,
                config.policy().limits().maxMessageBytes(),
                config.policy().admission().platformRunId());
    }

    IngressSink ingress(Clock clock) {
        HttpIngressSink.Builder builder = HttpIngressSink.builder()
                .url(config.get(ConfigTable.INGRESS_URL))
                .clock(clock)
                .authHeader(config.get(ConfigTable.INGRESS_AUTH_HEADER))
                .timeout(config.get(ConfigTable.INGRESS_TIMEOUT));
        config.find(ConfigTable.INGRESS_AUTH_TOKEN_ENV).map(environment::get).ifPresent(builder::authToken);
        return builder.build();
    }
}
