package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.adapter.file.FileAuditSink;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wsp audit}, over what {@code wsp run} records. */
@Timeout(300)
final class AuditCommandTest {
    private static final int EVENTS = 20;

    @TempDir
    Path temp;

    private String config = "";
    private String run = "";
    private Path chain = Path.of("");

    @BeforeEach
    void aWorld() {
        Path world = temp.resolve("world");
        JsonNode made = Shell.world(world, EVENTS);
        config = made.get("config").textValue();
        run = made.get("run_id").textValue();
        chain = world.resolve("state").resolve("audit").resolve("host-1");
    }

    private void stream() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            new Shell().streams(0, config, gate, "--set", "audit.host=host-1");
        }
    }

    private Shell audit(int code, String command, String... more) {
        Shell shell = new Shell();
        String[] args = Stream.concat(Stream.of("audit", command, "--config", config), Stream.of(more))
                .toArray(String[]::new);
        assertThat(shell.run(args)).as(shell.err()).isEqualTo(code);
        return shell;
    }

    private static List<String> kinds(Shell shell) {
        return shell.lines().stream().map(line -> line.get("kind").textValue()).toList();
    }

    @Test
    void show_afterARun_hasEachAction() {
        stream();
        Shell all = audit(0, "show", "--json");
        assertThat(kinds(all))
                .containsExactly(
                        "host_started",
                        "ready_accepted",
                        "lease_taken",
                        "planned",
                        "started",
                        "completed",
                        "host_stopped");
        JsonNode started = all.lines().get(0);
        assertThat(started.get("host").textValue()).isEqualTo("host-1");
        assertThat(started.get("seq").longValue()).isEqualTo(1);
        assertThat(started.get("run_id").isNull()).isTrue();
        assertThat(started.get("detail").get("release").textValue()).startsWith("wsp ");
        JsonNode completed = all.lines().get(5);
        assertThat(completed.get("run_id").textValue()).isEqualTo(run);
        assertThat(completed.get("position").longValue()).isEqualTo(EVENTS);
        assertThat(completed.get("detail").get("admitted").textValue()).isEqualTo(String.valueOf(EVENTS));
        assertThat(audit(0, "show").out())
                .contains("host-1 6 completed run=" + run + " position=" + EVENTS)
                .contains("admitted=" + EVENTS);
    }

    @Test
    void show_withFilters_printsWhatMatches() {
        stream();
        assertThat(kinds(audit(0, "show", "--json", "--run", run))).hasSize(5).doesNotContain("host_started");
        assertThat(kinds(audit(0, "show", "--json", "--kind", "planned", "--kind", "completed")))
                .containsExactly("planned", "completed");
        String at = audit(0, "show", "--json").lines().get(3).get("at").textValue();
        assertThat(kinds(audit(0, "show", "--json", "--to", at))).doesNotContain("planned");
        assertThat(kinds(audit(0, "show", "--json", "--from", at))).contains("planned", "host_stopped");
        assertThat(audit(0, "show", "--run", "0".repeat(32)).out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--run, x, --run: not a run id",
        "--from, yesterday, --from: expected a time such as",
        "--to, 2026-01-02, --to: expected a time such as",
        "--kind, stopped, --kind: no kind \"stopped\"; the kinds are host_started"
    })
    void show_optionIsWrong_isAUsageError(String option, String value, String message) throws IOException {
        Files.createDirectories(chain);
        assertThat(audit(2, "show", option, value).err()).contains(message);
    }

    @Test
    void verify_afterTwoRuns_isIntact() {
        stream();
        stream();
        Shell shell = audit(0, "verify");
        assertThat(shell.out())
                .startsWith("host-1: intact, 9 records, the last one of ")
                .contains(" with hash ");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void verify_recordIsEdited_namesItWithCode5() throws IOException {
        stream();
        Path file = chain.resolve("000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("\"admitted\":\"20\"", "\"admitted\":\"19\""));
        Shell shell = audit(5, "verify");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .isEqualTo("wsp: the audit trail of host host-1 is not intact: " + file
                        + ", line 6, seq 6: its hash is not that of its content\n");
        assertThat(kinds(audit(5, "show", "--json"))).hasSize(5);
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Shell next = new Shell();
            assertThat(next.stream(config, gate, "--set", "audit.host=host-1")).isEqualTo(5);
            assertThat(next.err()).contains("AUDIT_CORRUPT", chain.toString());
        }
    }

    @Test
    void verify_lastRecordIsCutOff_namesItWithCode5() throws IOException {
        stream();
        Path file = chain.resolve("000001.jsonl");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 6));
        assertThat(audit(5, "verify").err()).contains("line 7, seq 7: the chain ends with record 6");
    }

    @Test
    void verify_recordBehindTheHead_isSaid() throws IOException {
        stream();
        byte[] head = Files.readAllBytes(chain.resolve("head"));
        stream();
        Files.write(chain.resolve("head"), head);
        assertThat(audit(0, "verify").out()).contains("9 records", "; 2 behind the head");
    }

    @Test
    void verify_recordIsTorn_isSaidAndNoFault() throws IOException {
        stream();
        Files.writeString(chain.resolve("000001.jsonl"), "{\"seq\":10", StandardOpenOption.APPEND);
        assertThat(audit(0, "verify").out())
                .startsWith("host-1: intact, 7 records")
                .endsWith("; then 9 bytes of an unfinished record: a host is writing it, or a crash left it, and the"
                        + " host's next start cuts it off\n");
        stream();
        assertThat(audit(0, "verify").out()).contains("9 records").doesNotContain("unfinished");
    }

    @Test
    void verify_headIsMissing_isSaidWithCode5() throws IOException {
        stream();
        Files.delete(chain.resolve("head"));
        assertThat(audit(5, "verify").err())
                .isEqualTo("wsp: the audit trail of host host-1 is not intact: " + chain.resolve("head")
                        + ": the head is missing, although there are records\n");
    }

    /** The files, the folder of the host, and that of all hosts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void verify_chainOfSavedRunsIsGone_hasCode5(int level) throws IOException {
        stream();
        for (String name : List.of("000001.jsonl", "head", "audit.lock")) {
            Files.delete(chain.resolve(name));
        }
        if (level > 0) {
            Files.delete(chain);
        }
        if (level > 1) {
            Files.delete(chain.getParent());
        }
        assertThat(audit(5, "verify").err())
                .contains("there are saved runs, but no record in any audit trail under " + chain.getParent())
                .contains("a host without an audit trail");
    }

    @Test
    void verify_stateWithoutRunsAndTrail_namesItsKey() throws IOException {
        Path state = Files.createDirectories(temp.resolve("world").resolve("state"));
        assertThat(audit(2, "verify").err()).contains("audit.root: the folder " + state.resolve("audit"));
    }

    @Test
    void verify_noFolder_isAConfigurationFault() {
        assertThat(audit(2, "verify").err()).contains("state.root: the folder ").contains("wsp run creates it");
        assertThat(audit(2, "verify", "--set", "audit.root=" + temp.resolve("none"))
                        .err())
                .contains("audit.root: the folder " + temp.resolve("none") + " does not exist");
    }

    @Test
    void run_chainIsHeldByAnotherProcess_hasItsOwn() throws IOException {
        stream();
        try (FileAuditSink other =
                FileAuditSink.ofFreeChain(chain.resolveSibling(""), "host-1", FileAuditSink.DEFAULT_MAX_FILE_BYTES)) {
            assertThat(other.describe()).isEqualTo(chain.toString());
            stream();
        }
        assertThat(audit(0, "verify").out()).contains("host-1: intact, 7 records", "host-1-2: intact, 2 records");
    }

    @Test
    void run_rootCannotBeWritten_isAConfigurationFault() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x", StandardOpenOption.CREATE);
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Shell shell = new Shell();
            assertThat(shell.stream(config, gate, "--set", "audit.root=" + file))
                    .isEqualTo(2);
            assertThat(shell.err()).contains("audit.root: " + file + " is not a folder");
        }
    }
}
