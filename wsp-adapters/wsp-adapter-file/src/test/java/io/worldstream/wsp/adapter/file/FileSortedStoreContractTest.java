package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.testkit.contract.SortedStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSortedStoreContractTest extends SortedStoreContract {
    @TempDir
    Path dir;

    @Override
    protected SortedStore store() {
        return new FileSortedStore(root());
    }

    @Override
    protected SortedStore store(long maxBytes) {
        return new FileSortedStore(root(), maxBytes);
    }

    @Override
    protected boolean leaveBehind(Hex64 key) throws IOException {
        Files.createDirectories(root());
        Files.writeString(root().resolve(key + "-1-abc-0123456789abcdef.tmp"), "WSPSORT1 and half a view");
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

    private Path root() {
        return dir.resolve("sorted");
    }
}
