package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.StoredAuditTrail.Result;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileAuditSinkTest {
    /** Room for two records. */
    private static final long SMALL = 700;

    @TempDir
    Path root;

    private FileAuditSink sink;

    static AuditEntry entry(int number) {
        return AuditEntry.builder(AuditKind.PAUSED, Instant.parse("2026-01-02T10:15:30Z"))
                .detail("number", String.valueOf(number))
                .build();
    }

    @BeforeEach
    void open() {
        sink = new FileAuditSink(root, "host", SMALL);
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    private void restart() throws IOException {
        sink.close();
        open();
    }

    private Path file(String name) {
        return root.resolve("host").resolve(name);
    }

    private void append(int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            sink.append(entry(i));
        }
    }

    private Result verify() throws IOException {
        return FileAuditTrail.under(root).get(0).verify(record -> {});
    }

    private Fault fault() throws IOException {
        return Objects.requireNonNull(verify().fault(), "the chain is intact");
    }

    private void assertDamaged(String why) {
        assertThatThrownBy(() -> sink.append(entry(0))).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_CORRUPT);
            assertThat(e).hasMessageContaining(file("").toString()).hasMessageContaining(why);
        });
    }

    @Test
    void append_manyRecords_chainGoesOnAcrossFiles() throws IOException {
        append(10);
        restart();
        append(10);
        List<Path> files = new AuditFolder(root.resolve("host")).files();
        assertThat(files)
                .hasSizeGreaterThan(5)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(SMALL));
        List<AuditRecord> records = new ArrayList<>();
        Result result = FileAuditTrail.under(root).get(0).verify(records::add);
        assertThat(result).isEqualTo(new Result(20, 0, null));
        assertThat(records).extracting(AuditRecord::seq).isSorted().hasSize(20);
        assertThat(Files.readString(file("head")))
                .isEqualTo(AuditLine.writeHead(AuditChain.endingWith(records.get(19))) + "\n");
    }

    @Test
    void append_newFilesAndFolders_belongToTheOwnerAlone() throws IOException {
        append(1);
        for (String name : List.of("head", "000001.jsonl", "audit.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("host"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a\\b", "host\n", "ü"})
    void newSink_hostIsNoName_isRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FileAuditSink(root, host))
                .withMessageContaining("name");
    }

    @Test
    void ofFreeChain_chainIsHeld_takesTheNextOne() throws IOException {
        append(1);
        try (FileAuditSink second = FileAuditSink.ofFreeChain(root, "host", SMALL)) {
            assertThat(second.append(entry(1)).seq()).isEqualTo(1);
            assertThat(second.describe()).isEqualTo(root.resolve("host-2").toString());
        }
        sink.close();
        try (FileAuditSink first = FileAuditSink.ofFreeChain(root, "host", SMALL)) {
            assertThat(first.append(entry(2)).seq()).isEqualTo(2);
        }
        assertThat(FileAuditTrail.under(root)).extracting(FileAuditTrail::host).containsExactly("host", "host-2");
    }

    /** A kill between the record and the head. */
    @Test
    void append_recordBehindTheHead_isKept() throws IOException {
        append(3);
        byte[] head = Files.readAllBytes(file("head"));
        append(1);
        Files.write(file("head"), head);
        assertThat(verify()).isEqualTo(new Result(4, 1, null));
        restart();
        assertThat(sink.append(entry(9)).seq()).isEqualTo(5);
        assertThat(verify()).isEqualTo(new Result(5, 0, null));
    }

    /** A kill within a record, also one that begins a file. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void append_recordIsTorn_isCutOff(boolean newFile) throws IOException {
        append(3);
        Path torn = newFile ? file("000003.jsonl") : file("000002.jsonl");
        sink.close();
        Files.writeString(torn, "{\"actor\":nu", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(verify()).as("a crash is no fault").isEqualTo(new Result(3, 0, 11, null));
        restart();
        assertThat(sink.append(entry(9)).seq()).isEqualTo(4);
        assertThat(verify()).isEqualTo(new Result(4, 0, null));
    }

    @Test
    void verify_recordOfTheHeadIsTorn_isAFault() throws IOException {
        append(3);
        String text = Files.readString(file("000002.jsonl"));
        Files.writeString(file("000002.jsonl"), text.substring(0, text.length() - 1));
        assertThat(fault())
                .isEqualTo(new Fault(file("000002.jsonl") + ", line 1", 3, "it does not end with a line break"));
    }

    @Test
    void append_headIsGone_isRefused() throws IOException {
        append(3);
        Files.delete(file("head"));
        assertDamaged("its head is not the one that this host wrote");
        restart();
        assertDamaged("there is no head, although there are records");
        assertThat(fault())
                .isEqualTo(new Fault(file("head").toString(), 0, "the head is missing, although there are records"));
    }

    @Test
    void append_headIsEdited_isRefused() throws IOException {
        append(3);
        Files.writeString(file("head"), Files.readString(file("head")).replace("\"seq\":3", "\"seq\":2"));
        assertDamaged("its head is not the one that this host wrote");
        restart();
        assertDamaged("has another record of this number");
        assertThat(fault().seq()).isEqualTo(2);
    }

    @Test
    void append_lastRecordsAreCutOff_isRefused() throws IOException {
        append(4);
        Files.delete(file("000002.jsonl"));
        restart();
        assertDamaged("the chain ends with record 2");
        assertThat(fault().seq()).isEqualTo(3);
    }

    @Test
    void verify_fileIsMissing_namesIt() throws IOException {
        append(9);
        Files.delete(file("000002.jsonl"));
        assertThat(fault()).isEqualTo(new Fault(file("000002.jsonl") + ", line 1", 3, "the file is missing"));
        restart();
        assertDamaged("000002.jsonl is missing");
    }

    @Test
    void verify_recordIsEdited_namesFileLineAndSeq() throws IOException {
        append(9);
        String text = Files.readString(file("000002.jsonl"));
        Files.writeString(file("000002.jsonl"), text.replace("\"number\":\"4\"", "\"number\":\"5\""));
        assertThat(fault())
                .isEqualTo(new Fault(file("000002.jsonl") + ", line 2", 4, "its hash is not that of its content"));
        assertThat(verify().records()).isEqualTo(3);
    }

    @Test
    void append_folderIsReplaced_isRefused() throws IOException {
        append(1);
        Files.move(root.resolve("host"), root.resolve("aside"));
        Files.createDirectory(root.resolve("host"));
        assertThatThrownBy(() -> sink.append(entry(2))).isInstanceOf(IOException.class);
        Files.createFile(file("audit.lock"));
        assertDamaged("another folder was put in its place");
    }

    @Test
    void append_aPipeInPlaceOfAFile_isAFailure() throws Exception {
        append(1);
        sink.close();
        Files.delete(file("000001.jsonl"));
        assertThat(new ProcessBuilder("mkfifo", file("000001.jsonl").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> sink.append(entry(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("regular file");
    }

    @Test
    void append_aLinkInPlaceOfAFile_isNotFollowed() throws IOException {
        append(1);
        Path elsewhere = Files.move(file("000001.jsonl"), root.resolve("elsewhere"));
        Files.createSymbolicLink(file("000001.jsonl"), elsewhere);
        long size = Files.size(elsewhere);
        assertThatThrownBy(() -> sink.append(entry(2))).isInstanceOf(IOException.class);
        assertThat(Files.size(elsewhere)).isEqualTo(size);
    }

    /** As on a full disk: nothing that the next append needs is there. */
    @Test
    void append_nextFileCannotBeMade_failsAndWorksAgain() throws IOException {
        append(2);
        Files.createDirectory(file("000002.jsonl"));
        assertThatThrownBy(() -> sink.append(entry(3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot append to the audit trail in " + root.resolve("host"));
        Files.delete(file("000002.jsonl"));
        assertThat(sink.append(entry(3)).seq()).isEqualTo(3);
        assertThat(verify()).isEqualTo(new Result(3, 0, null));
    }

    @Test
    void append_headCannotBeReplaced_keepsTheRecordAndGoesOn() throws IOException {
        append(2);
        Files.createDirectories(file("head.tmp").resolve("full"));
        assertThatThrownBy(() -> sink.append(entry(3))).isInstanceOf(IOException.class);
        Files.delete(file("head.tmp").resolve("full"));
        Files.delete(file("head.tmp"));
        assertThat(sink.append(entry(4)).seq()).isEqualTo(4);
        assertThat(verify()).isEqualTo(new Result(4, 0, null));
    }

    @Test
    void append_rootIsAFile_isAFailure() throws IOException {
        Path taken = Files.createFile(root.resolve("taken"));
        try (FileAuditSink on = new FileAuditSink(taken, "host")) {
            assertThatThrownBy(() -> on.append(entry(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("taken");
        }
    }

    @Test
    void verify_anEmptyFolder_isAnEmptyChain() throws IOException {
        Files.createDirectory(root.resolve("host"));
        assertThat(verify()).isEqualTo(new Result(0, 0, null));
    }

    @Test
    void verify_aLineWithoutEnd_isBoundedInMemory() throws IOException {
        append(1);
        byte[] long1 = "x".repeat(3 * AuditLine.MAX_BYTES).getBytes(StandardCharsets.US_ASCII);
        Files.write(file("000001.jsonl"), long1, StandardOpenOption.APPEND);
        Files.write(file("000001.jsonl"), new byte[] {'\n'}, StandardOpenOption.APPEND);
        assertThat(fault().why()).contains("more than");
        assertThat(Files.exists(file("000001.jsonl"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
