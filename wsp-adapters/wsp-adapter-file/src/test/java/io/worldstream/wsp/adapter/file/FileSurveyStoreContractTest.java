package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.testkit.contract.SurveyStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSurveyStoreContractTest extends SurveyStoreContract {
    @TempDir
    Path dir;

    @Override
    protected SurveyStore store() {
        return new FileSurveyStore(root());
    }

    @Override
    protected void damage(Hex64 key) throws IOException {
        Path file = root().resolve(key + ".survey");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
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
        return dir.resolve("surveys");
    }
}
