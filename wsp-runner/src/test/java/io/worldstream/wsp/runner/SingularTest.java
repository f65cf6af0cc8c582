package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A world of one event, in one part: no message says "1 events". */
final class SingularTest {
    private static final String ONE_OF_MANY = "(?<![\\d,.])1 (?!of )[a-z]+s\\b";

    @TempDir
    Path temp;

    private static String all(int code, String... args) {
        Shell shell = new Shell();
        assertThat(shell.run(args)).as(shell.err()).isEqualTo(code);
        return shell.out() + shell.err();
    }

    @Test
    void commands_ofOneEvent_sayItInTheSingular() throws IOException {
        Path config = temp.resolve("world/wsp.yaml");
        all(0, "world", "--out", temp.resolve("world").toString(), "--events", "1", "--outputs", "arrival_events_5B");
        assertThat(all(0, "explain", "--config", config.toString()))
                .contains("1 event at one instant")
                .doesNotContainPattern(ONE_OF_MANY);
        assertThat(all(0, "demo", "--events", "1", "--speedup", "max"))
                .contains("1 envelope received; 1 was admitted", "a bank's month of 1 event in", "Event time was ")
                .doesNotContainPattern(ONE_OF_MANY.replace("[a-z]+s", "(?!was|s)[a-z]+s"));
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(all(0, "run", "--once", "--config", config.toString(), "--set", "ingress.url=" + gate.url()))
                    .doesNotContainPattern(ONE_OF_MANY);
        }
    }

    @Test
    void refusals_ofOnePart_sayItInTheSingular() throws IOException {
        Path config = temp.resolve("world/wsp.yaml");
        all(0, "world", "--out", temp.resolve("world").toString(), "--events", "1", "--outputs", "arrival_events_5B");
        try (var files = Files.walk(temp.resolve("world/oracle/data"))) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-")
                            && file.toString().contains("arrival_events_5B"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(part, Files.readString(part) + " \n");
        }
        assertThat(all(3, "explain", "--config", config.toString()))
                .contains("(1 part) hash to")
                .doesNotContainPattern(ONE_OF_MANY);
    }
}
