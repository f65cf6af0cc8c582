package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour within one process; for several processes, see {@link StateProcessTest}. */
class FileMutexTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    Path dir;

    @Test
    void threadsComeOneByOne() {
        AtomicInteger within = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CompletableFuture<?>[] all = new CompletableFuture<?>[4];
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 50; round++) {
                    locked(dir, () -> {
                        most.accumulateAndGet(within.incrementAndGet(), Math::max);
                        return within.decrementAndGet();
                    });
                }
            });
        }
        CompletableFuture.allOf(all).join();
        assertThat(most).hasValue(1);
    }

    @Test
    void whoWaitsTooLongGetsAnException() throws Exception {
        FileMutex.within(dir, "lock", LONG, () -> {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> assertThatIOException()
                    .isThrownBy(() -> FileMutex.within(dir, "lock", Duration.ZERO, () -> 1))
                    .withMessageContaining("another thread"));
            return other.join();
        });
        assertThat(FileMutex.within(dir, "lock", Duration.ZERO, () -> 1)).isEqualTo(1);
    }

    /** By whichever way a folder is named, its lock is one. */
    @Test
    void aFolderHasOneLockUnderAllItsNames() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), Files.createDirectory(dir.resolve("real")));
        FileMutex.within(link, "lock", LONG, () -> {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> assertThatIOException()
                    .isThrownBy(() -> FileMutex.within(dir.resolve("real"), "lock", Duration.ZERO, () -> 1)));
            return other.join();
        });
    }

    @Test
    void anInterruptIsKept() throws Exception {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> FileMutex.within(dir, "lock", LONG, () -> 1));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatFailsLetsGo() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> FileMutex.within(dir, "lock", LONG, () -> {
                    throw new IOException("failed");
                }))
                .withMessage("failed");
        assertThat(FileMutex.within(dir, "lock", Duration.ZERO, () -> 1)).isEqualTo(1);
    }

    @Test
    void theFolderMustBeThereAndTheLockARegularFile() throws Exception {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> FileMutex.within(dir.resolve("none"), "lock", LONG, () -> 1));
        Files.createDirectory(dir.resolve("lock"));
        assertThatIOException()
                .isThrownBy(() -> FileMutex.within(dir, "lock", LONG, () -> 1))
                .withMessageContaining("no regular file");
    }

    private static void locked(Path folder, FileMutex.Work<Integer> work) {
        try {
            FileMutex.within(folder, "lock", LONG, work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
