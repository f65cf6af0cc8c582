package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.testkit.contract.SpillSpaceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class FileSpillSpaceContractTest extends SpillSpaceContract {
    @TempDir
    Path dir;

    @Override
    protected SpillSpace space() {
        return new FileSpillSpace(root());
    }

    @Override
    protected boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(root())) {
            return entries.findAny().isEmpty();
        }
    }

    @Override
    protected boolean leaveBehind() throws IOException {
        DeadArea.in(root());
        return true;
    }

    private Path root() {
        return dir.resolve("spill");
    }
}
