package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.contract.RunLeaseContract;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class FileRunLeaseContractTest extends RunLeaseContract {
    private final ManualClock clock = new ManualClock(Instant.EPOCH, Long.MAX_VALUE - 1_000);

    @TempDir
    Path dir;

    @Override
    protected RunLease lease() {
        return new FileRunLease(root(), clock, Duration.ofSeconds(8), "a host");
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
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
        return dir.resolve("leases");
    }
}
