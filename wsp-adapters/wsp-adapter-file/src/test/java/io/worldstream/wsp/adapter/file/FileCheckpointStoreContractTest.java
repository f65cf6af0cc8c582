package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.contract.CheckpointStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileCheckpointStoreContractTest extends CheckpointStoreContract {
    @TempDir
    Path dir;

    @Override
    protected CheckpointStore store() {
        return new FileCheckpointStore(root());
    }

    @Override
    protected void damageAll(RunId run) throws IOException {
        for (String name : new String[] {"a.checkpoint", "b.checkpoint"}) {
            Path slot = root().resolve(run.value()).resolve(name);
            if (Files.exists(slot)) {
                damage(slot);
            }
        }
    }

    /** Of an odd number of saves, the last went to the first slot. */
    @Override
    protected boolean damageNewest(RunId run) throws IOException {
        damage(root().resolve(run.value()).resolve("a.checkpoint"));
        return true;
    }

    /** A file is no folder, whoever runs the test. */
    @Override
    protected void cutOff() throws IOException {
        Files.move(root(), dir.resolve("aside"));
        Files.createFile(root());
    }

    @Override
    protected void restore() throws IOException {
        Files.delete(root());
        Files.move(dir.resolve("aside"), root());
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private Path root() {
        return dir.resolve("checkpoints");
    }
}
