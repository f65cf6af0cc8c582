package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.http.ServiceToken;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The section {@code security} through the commands. */
final class SecurityKeysTest {
    private static final int EVENTS = 20;
    private static final String OWN = "svc:world_stream_producer";

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private String config = "";

    @BeforeEach
    void world() {
        config = Shell.world(temp.resolve("world"), EVENTS).get("config").textValue();
    }

    private Path beside(String name) {
        return Path.of(config).resolveSibling(name);
    }

    @Test
    void run_ofARunThatIsNotListed_exitsWith3AndKeepsTheReady() {
        try (EmbeddedGate gate = EmbeddedGate.builder().start()) {
            String other = "security.runs=[\"" + "f".repeat(32) + "\"]";
            shell.streams(3, config, gate, "--set", other);
            assertThat(shell.line().get("status").textValue()).isEqualTo("REFUSED");
            assertThat(gate.requests()).isZero();
            new Shell().streams(3, config, gate, "--set", other);
            Shell allowed = new Shell();
            allowed.streams(0, config, gate);
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
    }

    @Test
    void run_byAProducerThatMayNotEmit_exitsWith3() {
        try (EmbeddedGate gate = EmbeddedGate.builder().start()) {
            shell.streams(3, config, gate, "--set", "security.producers={\"" + OWN + "\":[\"nothing_*\"]}");
            assertThat(shell.line().get("violations"))
                    .extracting(violation -> violation.get("code").textValue())
                    .containsOnly("PRODUCER_NOT_ALLOWED");
            assertThat(gate.requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {OWN + "\n", "\uFEFFsvc:a\r\n" + OWN + "\r\n", OWN + ": ['*']\n", "{\"" + OWN + "\": [\"*\"]}"})
    void run_byAFile_streams(String content) throws IOException {
        Files.writeString(beside("producers"), content);
        try (EmbeddedGate gate = EmbeddedGate.builder().start()) {
            shell.streams(0, config, gate, "--set", "security.producers=producers");
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "svc:other\n", OWN + ": trades\n", OWN + ": ['*_x']\n", "a b\n"})
    void run_byABadFile_exitsWith2(String content) throws IOException {
        Files.writeString(beside("producers"), content);
        try (EmbeddedGate gate = EmbeddedGate.builder().start()) {
            shell.streams(2, config, gate, "--set", "security.producers=producers");
            assertThat(shell.err()).contains("CONFIG_INVALID", "security.producers (--set): ", "producers");
            assertThat(gate.requests()).isZero();
        }
    }

    @Test
    void run_byAnAbsentFile_exitsWith2() {
        assertThat(shell.run("explain", "--config", config, "--set", "security.producers=absent"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("security.producers (--set): ", "absent", "no such file");
    }

    @Test
    void run_byAnotherPrincipal_exitsWith2() {
        assertThat(shell.run(
                        "explain",
                        "--config",
                        config,
                        "--set",
                        "policy.producer=svc:other",
                        "--set",
                        "security.producers={\"" + OWN + "\":[\"*\"]}"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("security.producers does not list \"svc:other\"");
    }

    @Test
    void run_withATokenFile_sendsIt() throws IOException {
        Files.writeString(beside("token"), "s3cr3t\n");
        try (EmbeddedGate gate = EmbeddedGate.builder().token("s3cr3t").start()) {
            shell.streams(0, config, gate, "--set", "ingress.auth_token_file=token");
            assertThat(gate.unauthorised()).isZero();
        }
        assertThat(shell.out() + shell.err()).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void run_withServiceTokens_sendsThatOfItsPrincipal(boolean made) throws IOException {
        String token = ServiceToken.of(OWN, "s3cr3t");
        Files.writeString(beside("token"), made ? token : "s3cr3t");
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .authHeader(ServiceToken.HEADER)
                .token(token)
                .start()) {
            shell.streams(
                    0,
                    config,
                    gate,
                    "--set",
                    "ingress.auth_token_file=token",
                    "--set",
                    "ingress.auth_scheme=service_token");
            assertThat(gate.unauthorised()).isZero();
        }
        assertThat(shell.out() + shell.err()).doesNotContain("s3cr3t", token);
    }

    @Test
    void run_withAServiceTokenOfAnother_exitsWith2() throws IOException {
        Files.writeString(beside("token"), ServiceToken.of("svc:other", "s3cr3t"));
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            shell.streams(
                    2,
                    config,
                    gate,
                    "--set",
                    "ingress.auth_token_file=token",
                    "--set",
                    "ingress.auth_scheme=service_token");
            assertThat(shell.err()).contains("CONFIG_INVALID", "the service token is that of \"svc:other\"");
            assertThat(gate.unauthorised() + gate.requests()).isZero();
        }
    }

    @Test
    void run_toAHostThatIsNotListed_exitsWith2() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            shell.streams(2, config, gate, "--set", "security.allowed_hosts=[\"gate.example\"]");
            assertThat(shell.err())
                    .contains("CONFIG_INVALID", "ingress.url (--set): its host is not among security.allowed_hosts");
            assertThat(gate.requests()).isZero();
            new Shell().streams(0, config, gate, "--set", "security.allowed_hosts=[\"127.0.0.1\"]");
        }
    }

    /** Only what streams or plans needs the list. */
    @Test
    void status_doesNotReadTheFile() throws IOException {
        Files.createDirectories(beside("state"));
        assertThat(shell.run("status", "--config", config, "--set", "security.producers=absent"))
                .as(shell::err)
                .isZero();
    }
}
