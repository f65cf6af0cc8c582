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
        return Shell.world(temp.resolve("world"), EVENTS, options);
    }

    @Test
    void world_v1_isStreamedUnchanged() throws IOException {
        String config = world("--contract", "V1").get("config").textValue();
        assertThat(Files.readString(Path.of(config)))
                .contains("  envelope_contract: v1\n" + "  context_outputs: [arrival_events_5B,"
                        + " s1_arrival_entities_6B, s3_flow_anchor_with_fraud_6B]\n");
        try (EmbeddedGate gate =
                EmbeddedGate.builder().envelopeContract(EnvelopeContract.V1).start()) {
            shell.streams(0, config, gate);
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
        assertThat(shell.line().get("notes"))
                .singleElement()
                .extracting(JsonNode::textValue)
                .isEqualTo("context is streamed with the traffic: [arrival_events_5B, s1_arrival_entities_6B,"
                        + " s3_flow_anchor_with_fraud_6B]; policy.never_stream is [s4_*]");
    }

    @Test
    void explain_v1_tellsTrafficFromContext() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run("explain", "--config", config, "--json")).isZero();
        JsonNode plan = shell.line().get("plan");
        assertThat(plan.get("targets"))
                .extracting(target -> target.get("output_id").textValue() + " "
                        + target.get("role").textValue())
                .containsExactly(
                        "arrival_events_5B context",
                        "s1_arrival_entities_6B context",
                        "s3_event_stream_with_fraud_6B traffic",
                        "s3_flow_anchor_with_fraud_6B context");
        assertThat(plan.get("never_stream").get(0).textValue()).isEqualTo("s4_*");
    }

    @Test
    void explain_v1_withoutContext_countsTheTraffic() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run("explain", "--config", config, "--json", "--set", "policy.context_outputs=[]"))
                .isZero();
        assertThat(shell.line().get("plan").get("targets")).hasSize(1);
        assertThat(shell.line().get("events").get("planned").intValue()).isLessThan(EVENTS);
    }

    @Test
    void explain_contextOutputMistyped_namesTheNearest() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run("explain", "--config", config, "--set", "policy.context_outputs=[\"arrival_event_5B\"]"))
                .isEqualTo(3);
        assertThat(shell.out())
                .contains(
                        "OUTPUT_UNKNOWN at policy.context_outputs/arrival_event_5B",
                        "is not in the catalogue; the nearest output there is arrival_events_5B");
    }

    @Test
    void explain_truthAsContext_isInvalidConfiguration() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run("explain", "--config", config, "--set", "policy.context_outputs=[\"s4_event_labels_6B\"]"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("policy.context_outputs", "policy.never_stream [s4_*]");
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
    void bus_withOneRunOfTwoPlatformRuns_streamsTheFirstAndRefusesTheOther() throws IOException {
        JsonNode paths = world("--contract", "v1");
        String config = paths.get("config").textValue();
        Path ready = Path.of(paths.get("ready").textValue());
        Files.writeString(
                ready.resolveSibling("zzz.json"),
                Files.readString(ready)
                        .replaceAll("platform_[0-9]{8}", "platform_20270101")
                        .replace("\"READY\"", "\"READY_REEMIT\""));
        assertThat(shell.run("explain", "--config", config)).isEqualTo(2);
        assertThat(shell.err()).contains("more than one READY");
        try (EmbeddedGate gate =
                EmbeddedGate.builder().envelopeContract(EnvelopeContract.V1).start()) {
            Shell run = new Shell();
            run.streams(3, config, gate);
            assertThat(gate.admitted()).hasSize(EVENTS);
            assertThat(run.lines())
                    .extracting(line -> line.get("status").textValue() + " "
                            + line.get("reason").asText())
                    .containsExactlyInAnyOrder("COMPLETED null", "REFUSED RUN_ID_MISMATCH");
        }
    }

    @Test
    void explain_withoutReady_takesTheOneOnTheBus() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run("explain", "--config", config)).isZero();
        assertThat(shell.out()).contains("platform_run_id", "would end    COMPLETED");
    }

    @Test
    void run_boundToAnotherPlatformRun_skipsItsReadysOnce() throws IOException {
        String config = world("--contract", "v1").get("config").textValue();
        String bound = "security.platform_run_id=platform_20300101T000000Z";
        try (EmbeddedGate gate =
                EmbeddedGate.builder().envelopeContract(EnvelopeContract.V1).start()) {
            shell.streams(0, config, gate, "--set", bound);
            assertThat(shell.line().get("status").textValue()).isEqualTo("SKIPPED");
            assertThat(shell.line().get("reason").textValue()).isEqualTo("RUN_NOT_ALLOWED");
            Shell again = new Shell();
            again.streams(0, config, gate, "--set", bound);
            assertThat(again.lines()).isEmpty();
            assertThat(gate.admitted()).isEmpty();

            Shell unbound = new Shell();
            unbound.streams(0, config, gate);
            assertThat(unbound.line().get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
    }

    @Test
    void explain_boundToAPlatformRun_choosesItsReadyOnTheBus() throws IOException {
        JsonNode paths = world("--contract", "v1");
        Path ready = Path.of(paths.get("ready").textValue());
        Files.writeString(
                ready.resolveSibling("zzz.json"),
                Files.readString(ready).replaceAll("platform_[0-9]{8}", "platform_20270101"));
        String own = Files.readString(ready).replaceAll("(?s).*(platform_[0-9]{8}T[0-9]{6}Z).*", "$1");
        assertThat(shell.run(
                        "explain",
                        "--config",
                        paths.get("config").textValue(),
                        "--set",
                        "security.platform_run_id=" + own))
                .isZero();
        assertThat(shell.out()).contains("would end    COMPLETED");
        assertThat(shell.err()).contains("belongs to another platform run");
    }

    @Test
    void explain_busHasOnlyReadysOfOtherPlatformRuns_saysThatRunSkipsThem() {
        String config = world("--contract", "v1").get("config").textValue();
        assertThat(shell.run(
                        "explain", "--config", config, "--set", "security.platform_run_id=platform_20300101T000000Z"))
                .isZero();
        assertThat(shell.out()).contains("SKIPPED", "RUN_NOT_ALLOWED");
    }

    @Test
    void platformRun_underV0_isInvalidConfiguration() {
        String config = world().get("config").textValue();
        assertThat(shell.run(
                        "explain", "--config", config, "--set", "security.platform_run_id=platform_20300101T000000Z"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("security.platform_run_id", "needs policy.envelope_contract: v1");
    }
}
