package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Previews against what became of them. */
final class CompareCommandTest {
    private static final int EVENTS = 30;

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private Path preview = Path.of("");
    private List<String> lines = List.of();

    @BeforeEach
    void preview() throws IOException {
        JsonNode paths = Shell.world(temp.resolve("world"), EVENTS);
        preview = temp.resolve("preview.jsonl");
        Shell previews = new Shell();
        assertThat(previews.run("preview", "--config", paths.get("config").textValue(), "--out", preview.toString()))
                .isZero();
        lines = new ArrayList<>(Files.readAllLines(preview));
    }

    private String other() throws IOException {
        return Files.write(temp.resolve("other.jsonl"), lines).toString();
    }

    @Test
    void compare_previewWithItself_isEqual() throws IOException {
        assertThat(shell.run("compare", preview.toString(), other())).isZero();
        assertThat(shell.out().lines())
                .containsExactly("A: 30 events in " + preview, "B: 30 events in " + other(), "equal");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void compare_eventMissingAndOneChanged_endsWith5AndNamesThem() throws IOException {
        lines.set(4, lines.get(4).replace("\"producer\":\"svc:", "\"producer\":\"other:"));
        lines.remove(20);
        assertThat(shell.run("compare", preview.toString(), other())).isEqualTo(5);
        assertThat(shell.out())
                .contains(
                        "B: 29 events in ",
                        "different: 1 event only in A, 0 only in B, 1 with other content\n",
                        "  other producer, line 5 of A and 5 of B: ",
                        "  only in A, line 21: ");
        Shell ignoring = new Shell();
        assertThat(ignoring.run("compare", preview.toString(), other(), "--ignore", "producer,trace_id", "--json"))
                .isEqualTo(5);
        JsonNode result = Shell.json(ignoring.out());
        assertThat(result.get("equal").booleanValue()).isFalse();
        assertThat(result.get("changed").intValue()).isZero();
        assertThat(result.get("only_in_a").intValue()).isEqualTo(1);
        assertThat(result.get("first")).hasSize(1);
        assertThat(result.at("/first/0/line_a").intValue()).isEqualTo(21);
    }

    @Test
    void compare_swappedEvents_countUnlessOrderIsLeftOut() throws IOException {
        Collections.swap(lines, 2, 3);
        assertThat(shell.run("compare", preview.toString(), other())).isEqualTo(5);
        assertThat(shell.out()).contains("another order", "  earlier in B, line 4 of A and 3 of B: ");
        Shell any = new Shell();
        assertThat(any.run("compare", preview.toString(), other(), "--any-order"))
                .isZero();
        assertThat(any.out()).endsWith("equal, in whatever order\n");
    }

    @Test
    void compare_badFiles_areUsageFaults() throws IOException {
        assertThat(shell.run("compare", preview.toString(), temp.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(shell.err()).contains("wsp: B: no such file: ");
        Shell folder = new Shell();
        assertThat(folder.run("compare", temp.toString(), preview.toString())).isEqualTo(2);
        assertThat(folder.err()).contains("wsp: A: cannot read ");
        lines.set(6, "no event");
        Shell text = new Shell();
        assertThat(text.run("compare", preview.toString(), other())).isEqualTo(2);
        assertThat(text.err()).startsWith("wsp: not a stream of events: B, line 7: not JSON: ");
    }
}
