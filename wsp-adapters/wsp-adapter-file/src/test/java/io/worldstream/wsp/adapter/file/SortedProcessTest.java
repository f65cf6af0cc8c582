package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SRT-02 and SRT-06 where processes are killed or read at the same time. */
@Tag("process")
class SortedProcessTest {
    private static final int KILLS = 6;
    private static final Hex64 OTHER = new Hex64("cd".repeat(32));

    @TempDir
    Path root;

    @Test
    void write_killedAtAnyTime_leavesWholeViewsOnly() throws IOException, InterruptedException {
        int next = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildJvm child = ChildJvm.start(SortedProgram.class, root.toString(), "write", "" + next)) {
                next = Integer.parseInt(child.line());
                List<String> said = child.kill();
                next = said.isEmpty() ? next : Integer.parseInt(said.get(said.size() - 1));
            }
            int seen = number();
            assertThat(seen)
                    .as("the number of the view, after %d was committed", next)
                    .isBetween(next, next + 1);
            next = seen + 1;
        }
        SortedProgram.write(new FileSortedStore(root), 2);
        assertThat(names()).containsExactlyInAnyOrder(SortedProgram.KEY + ".view", ".lock");
    }

    @Test
    void commit_viewOpenInAnotherProcess_isRemovedOnlyOnceThatProcessIsGone() throws IOException, InterruptedException {
        SortedProgram.write(new FileSortedStore(root), 5);
        FileSortedStore small = new FileSortedStore(root, SortedProgram.STEP + SortedProgram.STEP / 2);
        try (ChildJvm child = ChildJvm.start(SortedProgram.class, root.toString(), "read")) {
            child.says("" + SortedProgram.STEP);
            assertThat(tryWrite(small))
                    .as("written while the other view is open")
                    .isFalse();
            assertThat(names()).contains(SortedProgram.KEY + ".view");
            child.kill();
        }
        assertThat(tryWrite(small)).as("written once the reader is dead").isTrue();
        assertThat(names()).containsExactlyInAnyOrder(OTHER + ".view", ".lock");
    }

    private static boolean tryWrite(FileSortedStore store) throws IOException {
        try (SortedDraft draft = store.create(OTHER)) {
            try {
                draft.append(ByteBuffer.allocate(SortedProgram.STEP));
                draft.commit();
                return true;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("no room");
                return false;
            }
        }
    }

    /** The number of the whole view that is there. */
    private int number() throws IOException {
        try (PartContent content =
                new FileSortedStore(root).open(SortedProgram.KEY).orElseThrow()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
            while (bytes.hasRemaining()) {
                assertThat(content.read(bytes.position(), bytes)).isPositive();
            }
            int number = bytes.get(0);
            assertThat(bytes.array()).containsOnly(number);
            assertThat(content.sizeBytes()).isEqualTo((1L + number % 5) * SortedProgram.STEP);
            return number;
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
