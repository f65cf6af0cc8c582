package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.testkit.contract.PositionStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FilePositionStoreContractTest extends PositionStoreContract {
    @TempDir
    Path dir;

    @Override
    protected PositionStore store() {
        return new FilePositionStore(root());
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

    private Path root() {
        return dir.resolve("positions");
    }
}
