package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.file.FilePositionStore;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.runner.config.ConfigKey;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Location;
import io.worldstream.wsp.runner.config.WspConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Saved runs in folders. */
final class FolderRuns implements SavedRuns {
    private static final String THIS_PROCESS =
            Composition.OWNER + " (process " + ProcessHandle.current().pid() + ",";

    private static final List<ConfigKey<Location>> FOLDERS =
            List.of(ConfigTable.CHECKPOINT_ROOT, ConfigTable.DEAD_LETTER_ROOT);

    private final WspConfig config;

    FolderRuns(WspConfig config) {
        this.config = config;
    }

    @Override
    public CheckpointStore checkpoints() {
        return new FileCheckpointStore(folder(ConfigTable.CHECKPOINT_ROOT, "runs"));
    }

    @Override
    public RunLease lease(Clock clock) {
        return new FileRunLease(
                folder(ConfigTable.CHECKPOINT_ROOT, "runs"),
                clock,
                config.get(ConfigTable.LEASE_TERM),
                Composition.OWNER);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new FileDeadLetterSink(folder(ConfigTable.DEAD_LETTER_ROOT, "dead_letter"));
    }

    @Override
    public PositionStore positions() {
        return new FilePositionStore(config.get(ConfigTable.STATE_ROOT).path().resolve("positions"));
    }

    private Path folder(ConfigKey<Location> key, String underState) {
        return config.find(key)
                .map(Location::path)
                .orElseGet(() -> config.get(ConfigTable.STATE_ROOT).path().resolve(underState));
    }

    @Override
    public String place() {
        return folder(ConfigTable.CHECKPOINT_ROOT, "runs").toString();
    }

    @Override
    public boolean isThisProcess(String holder) {
        return isHeldHere(holder);
    }

    static boolean isHeldHere(String holder) {
        return holder.startsWith(THIS_PROCESS);
    }

    @Override
    public void requirePresent() {
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

    @Override
    public void prepare(InputFaults faults) {
        FOLDERS.forEach(key -> config.find(key)
                .flatMap(location -> FolderCheck.writable(location.path()))
                .ifPresent(fault -> faults.add(key.name() + ": " + fault)));
    }

    @Override
    public void close() {}
}
