package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.testkit.contract.ReadySourceContract;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The file bus with its acknowledgements in a position store. */
class SharedAcknowledgementsContractTest extends ReadySourceContract {
    private static final String TOPIC = ReadySource.DEFAULT_TOPIC;

    @TempDir
    Path dir;

    private final PositionStore store = new InMemoryPositionStore();

    @Override
    protected void publish(String name, byte[] message) throws IOException {
        Files.write(Files.createDirectories(topic()).resolve(name + ".json"), message);
    }

    @Override
    protected ReadySource open() throws IOException {
        return open("platform_20260201T000000Z");
    }

    @Override
    protected ReadySource openInAnotherScope() throws IOException {
        return open("platform_20260202T000000Z");
    }

    private ReadySource open(String scope) throws IOException {
        Files.createDirectories(dir.resolve("bus"));
        return new FileReadySource(dir.resolve("bus"), TOPIC, store, FileReadySource.DEFAULT_MAX_MESSAGE_BYTES, scope);
    }

    /** A path that is not a folder cannot be listed, whichever user runs the test. */
    @Override
    protected void cutOff() throws IOException {
        Files.move(topic(), aside());
        Files.createFile(topic());
    }

    @Override
    protected void restore() throws IOException {
        Files.delete(topic());
        Files.move(aside(), topic());
    }

    private Path topic() {
        return dir.resolve("bus").resolve(TOPIC);
    }

    private Path aside() {
        return dir.resolve("aside");
    }
}
