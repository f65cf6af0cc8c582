package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worlds of both generations of the platform, through the commands (contracts 13). */
final class ContractOptionTest {
    private static final int EVENTS = 40;

    @TempDir
    Path temp;

    private final Shell shell = new Shell();

    private JsonNode world(String... options) {
        Shell maker = new Shell();
        String[] args = new String[5 + options.length];
        System.arraycopy(
                new String[] {"world", "--out", temp.resolve("world").toString(), "--events", "" + EVENTS},
                0,
                args,
                0,
                5);
        System.arraycopy(options, 0, args, 5, options.length);
        assertThat(maker.run(args)).isZero();
        return maker.line();
    }

    @Test
    void world_v1_isStreamedUnchanged() throws IOException {
        String config = world("--contract", "V1").get("config").textValue();
        assertThat(Files.readString(Path.of(config))).contains("  envelope_contract: v1\n");
        try (EmbeddedGate gate =
                EmbeddedGate.builder().envelopeContract(EnvelopeContract.V1).start()) {
            assertThat(shell.run(
                            "run",
                            "--once",
                            "--config",
                            config,
                            "--set",
                            "ingress.url=" + gate.url(),
                            "--set",
                            "policy.stream_speedup=max"))
                    .isZero();
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
        assertThat(shell.line().get("notes")).isEmpty();
    }

    @Test
    void world_withoutOption_isOfTheFirstGeneration() throws IOException {
        assertThat(Files.readString(Path.of(world().get("config").textValue()))).doesNotContain("envelope_contract");
    }

    @ParameterizedTest
    @CsvSource({"v0, v1, first, v1", "v1, v0, second, v0"})
    void explain_ofTheOtherGeneration_namesTheSwitch(String written, String switched, String generation, String named) {
        JsonNode paths = world("--contract", written);
        assertThat(shell.run(
                        "explain",
                        "--config",
                        paths.get("config").textValue(),
                        "--ready",
                        paths.get("ready").textValue(),
                        "--set",
                        "policy.envelope_contract=" + switched))
                .isNotZero();
        assertThat(shell.out())
                .contains("READY_INVALID")
                .contains("is a READY of the platform's " + generation + " generation")
                .contains("policy.envelope_contract is " + named)
                .doesNotContain("unknown field");
    }

    @Test
    void explain_withoutReady_takesTheOneOnTheBus() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run("explain", "--config", config)).isZero();
        assertThat(shell.out()).contains("platform_run_id", "would end    COMPLETED");
    }
}
