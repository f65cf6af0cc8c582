package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behaviour within one process; for several processes, see {@link SpillProcessTest}. */
class HeldFileTest {
    @TempDir
    Path dir;

    @Test
    void aFileIsMadeOnce() throws IOException {
        Path file = dir.resolve("held");
        try (HeldFile held = HeldFile.create(file).orElseThrow()) {
            assertThat(held.channel().isOpen()).isTrue();
            assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> HeldFile.create(file));
        }
        assertThat(file).as("to let go is not to remove").exists();
    }

    @Test
    void whatIsNotThereOrNoFileIsNotAbandoned() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        List<Path> removed = new ArrayList<>();
        HeldFile.ifAbandoned(folder, () -> removed.add(folder));
        HeldFile.ifAbandoned(dir.resolve("none"), () -> removed.add(dir));
        assertThat(removed).isEmpty();
    }

    /** Else the one that comes second lets go of the lock of the first, by closing what it opened. */
    @Test
    void threadsOfAProcessTakeOverOneByOne() throws Exception {
        Path file = Files.createFile(dir.resolve("abandoned"));
        List<String> removals = new ArrayList<>();
        Thread second = new Thread(() -> takeOver(file, removals));
        HeldFile.ifAbandoned(file, () -> {
            second.start();
            removals.add(waitsForThisThread(second) ? "first, while the second waited" : "first, too late");
            Files.delete(file);
        });
        second.join();
        assertThat(removals).containsExactly("first, while the second waited");
    }

    /** Returns true once a thread waits for a lock that this thread holds, or false if it ends first. */
    private static boolean waitsForThisThread(Thread thread) {
        while (true) {
            ThreadInfo now = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            if (now == null) {
                return false;
            }
            if (now.getLockOwnerId() == Thread.currentThread().getId()) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    private static void takeOver(Path file, List<String> removals) {
        try {
            HeldFile.ifAbandoned(file, () -> removals.add("second"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
