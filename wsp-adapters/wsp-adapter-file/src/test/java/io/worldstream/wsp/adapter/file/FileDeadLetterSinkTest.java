package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
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

    private static final DeadLetter QUARANTINED = DeadLetter.builder(
                    RUN,
                    new OutputId("trades"),
                    new Violation(ReasonCode.INGRESS_QUARANTINED, "stream#event=17", "the gate quarantined it"),
                    new Hex64("0f".repeat(32)))
            .eventId(new EventId("ab".repeat(32)))
            .row("secret")
            .eventTime(Instant.parse("2026-01-01T00:00:00.000001Z"))
            .quarantine(new DeadLetter.Quarantine(List.of("SCHEMA_FAIL"), "r1", new Hex64("cd".repeat(32)), null))
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
                        + "0f".repeat(32)
                        + "\",\"row\":\"{\\\"at\\\":1}\",\"epoch\":3,\"kind\":\"row\",\"ts_utc\":null}\n");
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

    @Test
    void record_quarantinedEvent_isADocumentWithTheGatesDecision() throws IOException {
        deadLetters.record(3, QUARANTINED);
        assertThat(folder.resolve(NAME))
                .content()
                .endsWith(",\"epoch\":3,\"kind\":\"gate_quarantine\",\"ts_utc\":\"2026-01-01T00:00:00.000001Z\","
                        + "\"quarantine\":{\"reason_codes\":[\"SCHEMA_FAIL\"],\"receipt_id\":\"r1\",\"envelope_digest\":\""
                        + "cd".repeat(32) + "\",\"emitted_at_utc\":null}}\n");
    }

    @Test
    void redriven_twoAttempts_areLinesBesideTheRecord() throws IOException {
        deadLetters.record(3, QUARANTINED);
        Instant at = Instant.parse("2026-02-01T00:00:00Z");
        deadLetters.redriven(
                3,
                RUN,
                QUARANTINED.position(),
                new RedriveAttempt(at, RedriveAttempt.Outcome.QUARANTINE, List.of("SCHEMA_FAIL"), "r2"));
        deadLetters.redriven(
                3, RUN, QUARANTINED.position(), new RedriveAttempt(at, RedriveAttempt.Outcome.ADMIT, List.of(), null));
        assertThat(folder.resolve(NAME.replace(".json", ".redriven.jsonl"))).hasContent("""
                {"at":"2026-02-01T00:00:00Z","outcome":"QUARANTINE","reason_codes":["SCHEMA_FAIL"],"receipt_id":"r2","epoch":3}
                {"at":"2026-02-01T00:00:00Z","outcome":"ADMIT","reason_codes":[],"receipt_id":null,"epoch":3}
                """);
    }

    @Test
    void find_recordOfAnEarlierVersion_isRead() throws IOException {
        Files.writeString(
                folder.resolve(NAME),
                "{\"run_id\":\"" + RUN
                        + "\",\"position\":\"stream#event=17\",\"output_id\":\"trades\",\"event_id\":null,"
                        + "\"code\":\"ROW_INVALID\",\"reason\":\"no key\",\"row_digest\":\"" + "0f".repeat(32)
                        + "\",\"row\":\"{\\\"at\\\":1}\",\"epoch\":3}\n");
        assertThat(deadLetters.find(RUN, "stream#event=17")).hasValue(new DeadLetterStore.Entry(EVIDENCE, List.of()));
    }

    @Test
    void forEach_damagedRecord_isCorruptAndNamesTheFile() throws IOException {
        deadLetters.record(3, QUARANTINED);
        Path file = folder.resolve(NAME);
        String whole = Files.readString(file);
        for (String damage : List.of(
                "",
                whole.substring(0, whole.length() / 2),
                whole + "{}",
                whole.replace("event=17", "event=18"),
                whole.replace(RUN.value(), "cd".repeat(16)),
                whole.replace("INGRESS_QUARANTINED", "GATE_SULKS"),
                whole.replace("2026-01-01T", "2026-01-01 "))) {
            Files.writeString(file, damage);
            assertThatThrownBy(() -> deadLetters.forEach(RUN, entry -> {}))
                    .as(damage)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.QUARANTINE_CORRUPT))
                    .hasMessageContainingAll(file.toString(), "move it out of the folder")
                    .hasMessageNotContaining("secret");
        }
        Files.writeString(file, whole);
        Files.writeString(folder.resolve(NAME.replace(".json", ".redriven.jsonl")), "{\"at\":");
        assertThatThrownBy(() -> deadLetters.find(RUN, QUARANTINED.position()))
                .hasMessageContaining(".redriven.jsonl is damaged");
    }

    @Test
    void forEach_otherFilesInTheFolder_arePassedOver() throws IOException {
        deadLetters.record(3, QUARANTINED);
        Files.writeString(folder.resolve("notes.json"), "mine");
        List<DeadLetterStore.Entry> entries = new ArrayList<>();
        deadLetters.forEach(RUN, entries::add);
        assertThat(entries).extracting(DeadLetterStore.Entry::letter).containsExactly(QUARANTINED);
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
