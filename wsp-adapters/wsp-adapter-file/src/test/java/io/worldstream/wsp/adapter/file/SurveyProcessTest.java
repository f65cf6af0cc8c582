package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SUR-02 where the process is killed. */
@Tag("process")
class SurveyProcessTest {
    private static final int KILLS = 8;

    /** The length of a file beyond the survey itself, in bytes. */
    private static final int FRAME = 80;

    @TempDir
    Path root;

    @Test
    void whatIsLoadedAfterAKillIsTheLastSaveThatReturnedOrTheOneAfter() throws Exception {
        FileSurveyStore store = new FileSurveyStore(root);
        int next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int saved = savedBeforeKill(next);
            byte[] loaded = store.load(SurveyProgram.KEY).orElseThrow();
            int number = ByteBuffer.wrap(loaded).getInt();
            assertThat(number).isBetween(saved, saved + 1);
            assertThat(loaded).isEqualTo(SurveyProgram.survey(number));
            next = number + 1;
        }
        store.save(SurveyProgram.KEY, SurveyProgram.survey(next));
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).as("drafts of the dead are removed").hasSize(1);
        }
    }

    /** Kills a child that saves, in the middle of writing; gives the last survey that it says it saved. */
    private int savedBeforeKill(int first) throws Exception {
        try (ChildJvm child = ChildJvm.start(SurveyProgram.class, root.toString(), String.valueOf(first))) {
            List<String> said = new ArrayList<>();
            said.add(child.line());
            while (!isBeingWritten()) {
                assertThat(child.lives()).isTrue();
            }
            said.addAll(child.kill());
            return said.stream().mapToInt(Integer::parseInt).max().orElseThrow();
        }
    }

    /** Returns whether there is an incomplete file, whatever its name. */
    private boolean isBeingWritten() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(Path::toFile).mapToLong(File::length).anyMatch(SurveyProcessTest::isPartOfASurvey);
        }
    }

    private static boolean isPartOfASurvey(long length) {
        return length % SurveyProgram.STEP > FRAME;
    }
}
