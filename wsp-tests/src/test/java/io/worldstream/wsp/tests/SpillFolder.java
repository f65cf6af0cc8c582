package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.file.FileSpillSpace;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A spill space in a folder that counts how often it was needed, and says what lies in it. */
final class SpillFolder implements SpillSpace {
    private final Path root;
    private final SpillSpace space;
    private int opened;

    SpillFolder(Path root) {
        this.root = root;
        this.space = new FileSpillSpace(root);
    }

    @Override
    public SpillArea open(RunId run) throws IOException {
        opened++;
        return space.open(run);
    }

    /** How many areas were opened. */
    int opened() {
        return opened;
    }

    void assertWasUsedAndIsEmpty() {
        assertThat(opened).as("areas that were opened").isPositive();
        assertThat(filesIn(root)).isEmpty();
        assertThat(root).isEmptyDirectory();
    }

    /** The rows that were put aside in a folder, as files; none where there is no folder. */
    static List<Path> filesIn(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".spill")).toList();
        } catch (UncheckedIOException | IOException e) {
            // It goes away while it is looked at.
            return List.of();
        }
    }
}
