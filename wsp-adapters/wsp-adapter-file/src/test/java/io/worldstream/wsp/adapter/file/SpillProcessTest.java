package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.SpillArea;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPL-06 and SPL-01 between processes that are processes. */
@Tag("process")
class SpillProcessTest {
    @TempDir
    Path root;

    @Test
    void whatAKilledProcessSpilledIsGoneWhenTheNextOneOpensAnArea() throws Exception {
        FileSpillSpace space = new FileSpillSpace(root);
        kill();
        try (SpillArea area = space.open(SpillProgram.RUN)) {
            assertThat(areas()).as("the area of the living").hasSize(1);
            area.create();
        }
        assertThat(areas()).isEmpty();
    }

    @Test
    void whatAKilledProcessSpilledIsGoneWhenTheNextOneStarts() throws Exception {
        kill();
        new FileSpillSpace(root);
        assertThat(areas()).isEmpty();
    }

    @Test
    void aLivingProcessKeepsItsArea() throws Exception {
        try (ChildJvm child = ChildJvm.start(SpillProgram.class, root.toString(), "hold")) {
            child.says("holding");
            for (int i = 0; i < 3; i++) {
                new FileSpillSpace(root).open(SpillProgram.RUN).close();
            }
            child.tell("look").says("whole");
            assertThat(areas()).hasSize(1);
            child.tell("close").says("closed").ends();
        }
        assertThat(areas()).isEmpty();
    }

    /** On POSIX, a process that so much as closes another channel of its lock file lets go of the lock. */
    @Test
    void thisProcessKeepsItsAreasWhateverElseItOpens() throws Exception {
        try (SpillArea area = new FileSpillSpace(root).open(SpillProgram.RUN)) {
            area.create();
            new FileSpillSpace(root).open(SpillProgram.RUN).close();
            try (ChildJvm child = ChildJvm.start(SpillProgram.class, root.toString(), "hold")) {
                child.says("holding");
                assertThat(areas()).hasSize(2);
                child.tell("look").says("whole");
                child.tell("close").says("closed").ends();
            }
            area.create();
            assertThat(areas()).hasSize(1);
        }
        assertThat(areas()).isEmpty();
    }

    @Test
    void processesThatMakeAndRemoveAreasAtOnceDoNotDisturbEachOther() throws Exception {
        try (ChildJvm one = ChildJvm.start(SpillProgram.class, root.toString(), "churn");
                ChildJvm other = ChildJvm.start(SpillProgram.class, root.toString(), "churn")) {
            List<CompletableFuture<Void>> here = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                here.add(CompletableFuture.runAsync(this::churn));
            }
            here.forEach(CompletableFuture::join);
            one.ends();
            other.ends();
        }
        assertThat(areas()).isEmpty();
    }

    private void kill() throws Exception {
        try (ChildJvm child = ChildJvm.start(SpillProgram.class, root.toString(), "spill")) {
            child.says("spilling").kill();
        }
        assertThat(areas()).as("what was left behind").hasSize(1);
        try (Stream<Path> files = Files.list(areas().get(0))) {
            assertThat(files).hasSizeGreaterThan(1);
        }
    }

    private void churn() {
        try {
            SpillProgram.churn(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> areas() throws IOException {
        try (Stream<Path> areas = Files.list(root)) {
            return areas.toList();
        }
    }
}
