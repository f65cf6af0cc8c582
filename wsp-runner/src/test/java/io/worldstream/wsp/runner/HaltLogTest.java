package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.runner.log.Log;
import io.worldstream.wsp.runner.log.LogFormat;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.event.Level;

/** How often the log names the end of a run: once. */
@ResourceLock(Resources.SYSTEM_ERR)
final class HaltLogTest {
    @TempDir
    Path temp;

    private String config = "";
    private int code;

    @BeforeEach
    void aWorld() {
        config = Shell.world(temp.resolve("world"), 2).get("config").textValue();
    }

    /** Streams to a gate that rejects all events, and returns the warnings and errors. */
    private List<String> warnings() throws IOException {
        return warnings(GateBehaviour.answerWith(400, "{\"error\":\"REJECTED\",\"detail\":\"no\"}"));
    }

    private List<String> warnings(GateBehaviour answer) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream before = System.err;
        Shell shell = new Shell();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        Log.ofThisProcess().configure(LogFormat.TEXT, Level.WARN);
        try (EmbeddedGate gate =
                EmbeddedGate.builder().script(request -> answer).start()) {
            code = shell.run("run", "--once", "--config", config, "--set", "ingress.url=" + gate.url());
        } finally {
            Log.ofThisProcess().configure(LogFormat.TEXT, Level.ERROR);
            System.setErr(before);
        }
        assertThat(shell.lines()).hasSize(1);
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void run_nothingAtTheUrl_namesTheKey() throws IOException {
        assertThat(warnings(GateBehaviour.answerWith(404, "<html>no such page</html>")))
                .singleElement()
                .asString()
                .contains("INGRESS_REJECTED", "404; check that ingress.url is the address of the gate");
    }

    @Test
    void run_unauthorisedWithoutAToken_namesTheKey() throws IOException {
        assertThat(warnings(GateBehaviour.answerWith(401, "{}")))
                .singleElement()
                .asString()
                .contains("INGRESS_UNAUTHORISED", "no token was sent, since neither ingress.auth_token_env nor");
    }

    @Test
    void run_halt_isOneWarningWithPlaceCodeAndReason() throws IOException {
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        "WARN", ": halts at stream#event=1, INGRESS_REJECTED: ", "the gate rejected it: 400 REJECTED");
        assertThat(code).isEqualTo(4);
    }

    /** The engine does not warn of refusals: each of their findings is a line of the command. */
    @Test
    void run_refusal_isOneWarningForEachFinding() throws IOException {
        Files.delete(temp.resolve("world/catalogue.json"));
        Files.writeString(temp.resolve("world/catalogue.json"), "{\"version\":\"v1\",\"outputs\":[]}");

        assertThat(warnings()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(code).isEqualTo(3);
    }
}
