package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDeadLetterSinkTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final DeadLetter EVIDENCE = DeadLetter.builder(
                    RUN,
                    new OutputId("trades"),
                    new Violation(ReasonCode.ROW_INVALID, "stream#event=17", "no key"),
                    new Hex64("0f".repeat(32)))
            .row("{\"at\":1}")
            .build();

    /** SHA-256 of the position. */
    private static final String NAME = "8cfde0cc767ed704760c4b5fc0a57abfe77508375da87ea4c937174c9152ba3d.json";

    @TempDir
    Path dir;

    private Path root;
    private Path folder;
    private FileDeadLetterSink deadLetters;

    @BeforeEach
    void open() throws IOException {
        root = dir.resolve("made/dead_letter");
        folder = root.resolve(RUN.value());
        deadLetters = new FileDeadLetterSink(root);
        assertThat(dir.resolve("made")).doesNotExist();
        deadLetters.open(RUN, 3);
    }

    @Test
    void evidenceIsADocumentNamedByItsPosition() throws IOException {
        deadLetters.record(3, EVIDENCE);
        assertThat(folder.resolve(NAME))
                .hasContent("{\"run_id\":\"" + RUN + "\",\"position\":\"stream#event=17\",\"output_id\":\"trades\","
                        + "\"event_id\":null,\"code\":\"ROW_INVALID\",\"reason\":\"no key\",\"row_digest\":\""
                        + "0f".repeat(32) + "\",\"row\":\"{\\\"at\\\":1}\",\"epoch\":3}\n");
    }

    @Test
    void whatIsKeptIsTheOwnersAlone() throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
        deadLetters.record(3, EVIDENCE);
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(folder.resolve(NAME))).isEqualTo("rw-------");
    }

    @Test
    void whatCannotBeWrittenNamesThePathAndLeavesNothing() throws IOException {
        Path draft = folder.resolve("dead_letter.tmp");
        Files.createDirectories(draft.resolve("in the way"));
        assertThatIOException()
                .isThrownBy(() -> deadLetters.record(3, EVIDENCE))
                .withMessageContaining(draft.toString());
        assertThat(folder.resolve(NAME)).doesNotExist();
    }

    @Test
    void aDraftThatAKillLeftIsWrittenOver() throws IOException {
        Files.write(folder.resolve("dead_letter.tmp"), new byte[10_000]);
        deadLetters.record(3, EVIDENCE);
        assertThat(folder.resolve(NAME)).content().startsWith("{").endsWith("}\n");
        assertThat(folder.resolve("dead_letter.tmp")).doesNotExist();
    }

    @Test
    void open_damagedFence_isCorruptAndNamesTheWayOut() throws IOException {
        Path fence = folder.resolve("dead_letter.fence");
        byte[] whole = Files.readAllBytes(fence);
        for (int length = 0; length < whole.length; length++) {
            Files.write(fence, Arrays.copyOf(whole, length));
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(() -> deadLetters.open(RUN, 4), () -> deadLetters.record(3, EVIDENCE))) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.QUARANTINE_CORRUPT))
                        .hasMessageContainingAll(fence.toString(), "remove the file");
            }
        }
        Files.delete(fence);
        deadLetters.open(RUN, 4);
    }

    /** One root may serve the other stores too. */
    @Test
    void theFencesOfOneRootAreNotMixedUp() throws IOException {
        FileCheckpointStore checkpoints = new FileCheckpointStore(root);
        checkpoints.open(RUN, 1);
        checkpoints.save(RUN, 1, new byte[] {1});
        deadLetters.record(3, EVIDENCE);
        assertThat(checkpoints.read(RUN)).hasValue(new byte[] {1});
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
