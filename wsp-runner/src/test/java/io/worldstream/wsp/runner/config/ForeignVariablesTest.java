package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForeignVariablesTest {
    private static final String IGNORED = "environment: ignored, since they set no key: ";

    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    @Test
    void platformsOwnVariables_areNamedInOneWarning() throws IOException {
        WspConfig config = complete()
                .environment("WSP_CHECKPOINT_DSN", "postgres://user:s3cr3t@db/wsp")
                .environment("WSP_CHECKPOINT_BACKEND", "postgres")
                .environment("WSP_CHECKPOINT_ROOT", "checkpoints")
                .environment("WSP_CHECKPOINT_FLUSH_EVERY", "100")
                .environment("WSP_LANE_COUNT", "24")
                .read();

        assertThat(config.warnings())
                .containsExactly(IGNORED
                        + "WSP_CHECKPOINT_BACKEND, WSP_CHECKPOINT_DSN, WSP_CHECKPOINT_FLUSH_EVERY, WSP_LANE_COUNT; read:"
                        + " WSP_CHECKPOINT_ROOT as checkpoint.root");
        assertThat(config.get(ConfigTable.CHECKPOINT_ROOT).written()).isEqualTo("checkpoints");
    }

    @Test
    void variablesOfKeys_aloneAreNoWarning() throws IOException {
        assertThat(complete()
                        .environment("WSP_POLICY_STREAM_SPEEDUP", "60")
                        .environment("WSP_COMMAND", "bin/wsp")
                        .environment("WSP_JAVA_OPTS", "-Xmx1g")
                        .environment("PATH", "/bin")
                        .environment("wsp_policy_stream_speed", "60")
                        .read()
                        .warnings())
                .isEmpty();
    }

    @Test
    void variablesThatTheConfigurationNames_areNotForeign() throws IOException {
        assertThat(complete()
                        .add("policy: {stream_speedup: \"${WSP_SPEED}\", max_in_flight: \"${WSP_WINDOW:-7}\"}\n")
                        .environment("WSP_SPEED", "60")
                        .environment("WSP_WINDOW", "8")
                        .environment("WSP_GATE_TOKEN", "s3cr3t")
                        .set("ingress.auth_token_env=WSP_GATE_TOKEN")
                        .read()
                        .warnings())
                .isEmpty();
    }

    @Test
    void mistypedVariable_isIgnoredAndTheWarningNamesTheNearest() throws IOException {
        assertThat(complete()
                        .environment("WSP_POLICY_STREAM_SPEDUP", "60")
                        .read()
                        .warnings())
                .containsExactly(IGNORED + "WSP_POLICY_STREAM_SPEDUP (did you mean WSP_POLICY_STREAM_SPEEDUP?)");
    }

    @Test
    void mistypedVariableOfARequiredKey_isNamedBesideTheFault() {
        assertThatThrownBy(() -> complete()
                        .file("wsp.yaml", ConfigFixture.COMPLETE.replace("state: {root: state}", ""))
                        .environment("WSP_STATE_ROT", "state")
                        .read())
                .isInstanceOfSatisfying(ConfigException.class, e -> {
                    assertThat(e.faults())
                            .extracting(ConfigFault::toString)
                            .containsExactly(
                                    "state.root: missing; set it in the file, as WSP_STATE_ROOT, or with --set");
                    assertThat(e.warnings()).containsExactly(IGNORED + "WSP_STATE_ROT (did you mean WSP_STATE_ROOT?)");
                });
    }

    @Test
    void manyVariables_namesTwentyAndCountsTheRest() throws IOException {
        ConfigFixture fixture = complete();
        for (int i = 10; i < 60; i++) {
            fixture.environment("WSP_FOREIGN_" + i, "x");
        }
        List<String> warnings = fixture.read().warnings();

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("WSP_FOREIGN_29 and 30 more").doesNotContain("WSP_FOREIGN_30");
    }
}
