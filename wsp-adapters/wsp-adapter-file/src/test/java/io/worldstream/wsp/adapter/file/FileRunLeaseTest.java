package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRunLeaseTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final Duration TERM = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();

    @TempDir
    Path dir;

    private Path root;
    private Path folder;

    @BeforeEach
    void root() {
        root = dir.resolve("made/leases");
        folder = root.resolve(RUN.value());
    }

    @Test
    void aRunIsFreeWhenTheSameLeaseWasSeenForATermAndATenth() throws IOException {
        Grant holder = lease(TERM).acquire(RUN).orElseThrow();
        FileRunLease contender = lease(TERM);
        clock.advance(TERM.multipliedBy(5));
        assertThat(contender.acquire(RUN)).as("seen for the first time").isEmpty();
        clock.advance(TERM);
        assertThat(holder.renew()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(contender.acquire(RUN)).as("renewed since").isEmpty();
        clock.advance(TERM.plusSeconds(1).minusNanos(1));
        assertThat(contender.acquire(RUN)).as("a nanosecond too early").isEmpty();
        clock.advanceNanos(1);
        assertThat(contender.acquire(RUN)).map(Grant::epoch).hasValue(2L);
        assertThat(holder.renew()).isFalse();
    }

    /** A host with another configuration must not cut short what this one was granted. */
    @Test
    void theTermThatCountsIsTheHolders() throws IOException {
        lease(TERM).acquire(RUN);
        FileRunLease contender = lease(Duration.ofSeconds(1));
        assertThat(contender.acquire(RUN)).isEmpty();
        clock.advance(TERM);
        assertThat(contender.acquire(RUN)).isEmpty();
        clock.advance(TERM);
        assertThat(contender.acquire(RUN)).isPresent();
    }

    @Test
    void theHolderIsNamed() throws IOException {
        FileRunLease lease = lease(TERM);
        Grant grant = lease.acquire(RUN).orElseThrow();
        assertThat(lease(TERM).holder(RUN))
                .hasValue("a host (process " + ProcessHandle.current().pid() + ", epoch 1)");
        assertThat(grant.renew()).as("to look is not to disturb").isTrue();
        grant.release();
        assertThat(lease.holder(RUN)).isEmpty();
    }

    @Test
    void whoLooksForAHolderMakesNothing() throws IOException {
        assertThat(lease(TERM).holder(RUN)).isEmpty();
        assertThat(root).doesNotExist();
    }

    @Test
    void whatIsHeldIsGoneAfterARelease() throws IOException {
        Grant grant = lease(TERM).acquire(RUN).orElseThrow();
        assertThat(names()).hasSize(3).contains("lease", "lease.lock");
        grant.release();
        assertThat(names()).containsExactlyInAnyOrder("lease", "lease.lock");
    }

    @Test
    void whatTheDeadHeldIsRemovedAndNothingElse() throws IOException {
        Files.createDirectories(folder);
        String ours = ProcessName.THIS + "-0123456789abcdef.holder";
        Files.createFile(folder.resolve("1-abc-0123456789abcdef.holder"));
        Files.createFile(folder.resolve(ours));
        Files.createFile(folder.resolve("notes.holder"));
        lease(TERM).acquire(RUN).orElseThrow().release();
        assertThat(names()).containsExactlyInAnyOrder("lease", "lease.lock", "notes.holder", ours);
    }

    /** A file that a cleaner removed says nothing of its maker. */
    @Test
    void aHolderWhoseFileIsGoneHasItsTerm() throws IOException {
        String file = "1-abc-0123456789abcdef.holder";
        Files.createDirectories(folder);
        new LeaseFile(7, 3, new LeaseFile.Holding(TERM, file, "1-abc", "another host")).write(folder, RUN);
        FileRunLease lease = lease(TERM);
        assertThat(lease.acquire(RUN)).isEmpty();
        assertThat(lease.holder(RUN)).hasValue("another host (process 1, epoch 7)");
        Files.createFile(folder.resolve(file));
        assertThat(lease.holder(RUN)).as("nobody holds its file").isEmpty();
        assertThat(folder.resolve(file)).as("to look is not to remove").exists();
        assertThat(lease.acquire(RUN))
                .as("nobody holds its file")
                .map(Grant::epoch)
                .hasValue(8L);
    }

    @Test
    void aDamagedLeaseIsNobodysToTake() throws IOException {
        FileRunLease lease = lease(TERM);
        Grant grant = lease.acquire(RUN).orElseThrow();
        Path file = folder.resolve("lease");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            for (ThrowingCallable call : List.<ThrowingCallable>of(() -> lease.acquire(RUN), () -> lease.holder(RUN))) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT))
                        .hasMessageContainingAll(file.toString(), "remove the file");
            }
            assertThatIOException().isThrownBy(grant::renew);
        }
        Files.write(file, whole);
        assertThat(grant.renew()).isTrue();
    }

    @Test
    void whatIsKeptIsTheOwnersAlone() throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
        lease(TERM).acquire(RUN);
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(folder)).isEqualTo("rwx------");
        for (String name : names()) {
            assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rw-------");
        }
    }

    @Test
    void aTermIsPositiveAndAnOwnerIsALineOfText() {
        assertThatIllegalArgumentException().isThrownBy(() -> lease(Duration.ZERO));
        for (String owner : List.of(" ", "two\nlines", "x".repeat(201))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new FileRunLease(root, clock, TERM, owner));
        }
    }

    private FileRunLease lease(Duration term) {
        return new FileRunLease(root, clock, term, "a host");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
