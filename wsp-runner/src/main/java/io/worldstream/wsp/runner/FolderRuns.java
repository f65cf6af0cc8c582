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

/** Saved runs in folders. */
final class FolderRuns implements SavedRuns {
    private static final String THIS_PROCESS =
            Composition.OWNER + " (process " + ProcessHandle.current().pid() + ",";

    private final WspConfig config;

    FolderRuns(WspConfig config) {
        this.config = config;
    }

    @Override
    public CheckpointStore checkpoints() {
        return new FileCheckpointStore(runs());
    }

    @Override
    public RunLease lease(Clock clock) {
        return new FileRunLease(runs(), clock, config.get(ConfigTable.LEASE_TERM), Composition.OWNER);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new FileDeadLetterSink(underState("dead_letter"));
    }

    @Override
    public PositionStore positions() {
        return new FilePositionStore(underState("positions"));
    }

    private Path runs() {
        return config.find(ConfigTable.CHECKPOINT_ROOT).map(Location::path).orElseGet(() -> underState("runs"));
    }

    private Path underState(String folder) {
        return config.get(ConfigTable.STATE_ROOT).path().resolve(folder);
    }

    @Override
    public String place() {
        return runs().toString();
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
        config.find(ConfigTable.CHECKPOINT_ROOT)
                .flatMap(location -> FolderCheck.writable(location.path()))
                .ifPresent(fault -> faults.add(ConfigTable.CHECKPOINT_ROOT.name() + ": " + fault));
    }

    @Override
    public void close() {}
}
