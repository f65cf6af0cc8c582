package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsp redrive}, over real HTTP. */
@Timeout(300)
final class RedriveCommandTest {
    private static final int EVENTS = 120;
    private static final int QUARANTINED = 12;

    /** With more in flight, further events would be answered before the first halts the run. */
    private static final String ONE_BY_ONE = "policy.max_in_flight=1";

    @TempDir
    Path temp;

    private String config = "";
    private String run = "";
    private Path state = Path.of("");

    /** The answer to the events that the gate quarantined before it was mended; null lets it answer as it is. */
    private volatile Function<GateRequest, GateBehaviour> later = request -> GateBehaviour.answer();

    private volatile boolean mended;

    @BeforeEach
    void aWorld() {
        Path world = temp.resolve("world");
        JsonNode made = Shell.world(world, EVENTS);
        config = made.get("config").textValue();
        run = made.get("run_id").textValue();
        state = world.resolve("state");
    }

    /** Quarantines every tenth request until it is mended. */
    private EmbeddedGate gate() {
        GateScript script = request -> {
            if (mended) {
                return later.apply(request);
            }
            return request.number() % 10 == 0 ? GateBehaviour.quarantine(200, "SCHEMA_FAIL") : GateBehaviour.answer();
        };
        return EmbeddedGate.builder().script(script).start();
    }

    private void streamed(EmbeddedGate gate, String... more) {
        new Shell().streams(0, config, gate, more);
        assertThat(gate.quarantined()).hasSize(QUARANTINED);
        mended = true;
    }

    private String[] redrive(EmbeddedGate gate, String... more) {
        return Stream.concat(
                        Stream.of(
                                "redrive",
                                "--config",
                                config,
                                "--run",
                                run,
                                "--set",
                                "ingress.url=" + gate.url(),
                                "--set",
                                "policy.stream_speedup=max"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private List<JsonNode> listed() {
        Shell shell = new Shell();
        assertThat(shell.run("quarantine", "list", "--config", config, "--run", run, "--json"))
                .isZero();
        return shell.lines();
    }

    private List<String> redriven() {
        return listed().stream().map(line -> line.get("redriven").asText()).toList();
    }

    private JsonNode status() {
        Shell shell = new Shell();
        assertThat(shell.run("status", "--config", config, "--json")).isZero();
        return shell.line();
    }

    private static List<String> bodies(List<GateRequest> requests) {
        return requests.stream().map(GateRequest::body).toList();
    }

    @Test
    void redrive_isOnRecordBesideTheRun() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            Shell redrive = new Shell();
            assertThat(redrive.run(redrive(gate))).as(redrive.err()).isZero();
        }
        Shell audit = new Shell();
        assertThat(audit.run("audit", "show", "--config", config, "--json", "--run", run))
                .as(audit.err())
                .isZero();
        List<String> kinds =
                audit.lines().stream().map(line -> line.get("kind").textValue()).toList();
        assertThat(kinds)
                .startsWith("ready_accepted", "lease_taken", "planned", "started")
                .endsWith("completed", "redriven")
                .filteredOn("quarantined"::equals)
                .hasSize(QUARANTINED);
        JsonNode redriven = audit.lines().get(kinds.size() - 1);
        assertThat(redriven.get("detail").get("events").textValue()).isEqualTo(String.valueOf(QUARANTINED));
    }

    @Test
    void redrive_auditTrailIsEdited_sendsNothingAndEndsWithCode5() throws IOException {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            long before = gate.requests();
            try (Stream<Path> files = Files.walk(state.resolve("audit"))) {
                Path file = files.filter(each -> each.toString().endsWith(".jsonl"))
                        .findFirst()
                        .orElseThrow();
                Files.writeString(file, Files.readString(file).replace("\"completed\"", "\"cOmpleted\""));
            }
            Shell redrive = new Shell();
            assertThat(redrive.run(redrive(gate))).isEqualTo(5);
            assertThat(redrive.err()).contains("AUDIT_CORRUPT");
            assertThat(gate.requests()).isEqualTo(before);
        }
    }

    @Test
    void redrive_gateIsMended_admitsAllWithTheSameBytesAndRecordsIt() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate, "--set", "policy.stamp_emitted_at=true");
            List<String> quarantined = bodies(gate.quarantined().stream()
                    .map(EmbeddedGate.Quarantined::request)
                    .toList());
            assertThat(quarantined).allMatch(body -> body.contains("emitted_at_utc"));

            Shell first = new Shell();
            assertThat(first.run(redrive(gate, "--set", "policy.stamp_emitted_at=true")))
                    .as(first.err())
                    .isZero();
            List<String> lines = first.out().lines().toList();
            assertThat(lines).hasSize(QUARANTINED + 1);
            assertThat(lines.subList(0, QUARANTINED)).allMatch(line -> line.matches("[0-9a-f]{64}  ADMIT"));
            assertThat(lines.get(QUARANTINED))
                    .isEqualTo("run " + run + ": 12 of 12 at the gate: 12 admitted, 0 duplicate; 0 quarantined again,"
                            + " 0 failed, 0 not sent");
            List<String> admitted = bodies(gate.admitted());
            assertThat(admitted.subList(EVENTS - QUARANTINED, EVENTS)).containsExactlyInAnyOrderElementsOf(quarantined);

            assertThat(redriven()).hasSize(QUARANTINED).containsOnly("ADMIT");
            Shell list = new Shell();
            assertThat(list.run("quarantine", "list", "--config", config, "--run", run))
                    .isZero();
            assertThat(list.out().lines()).hasSize(QUARANTINED).allMatch(line -> line.endsWith("  redriven: ADMIT"));
            assertThat(status().get("state").textValue()).isEqualTo("completed");
            assertThat(status().get("events").get("quarantined").intValue()).isEqualTo(QUARANTINED);
            assertThat(status().get("redriven").intValue()).isEqualTo(QUARANTINED);
            Shell text = new Shell();
            assertThat(text.run("status", "--config", config)).isZero();
            assertThat(text.out()).contains("  redriven  12 of 12 quarantined are at the gate since\n");

            long requests = gate.requests();
            Shell second = new Shell();
            assertThat(second.run(redrive(gate))).isZero();
            assertThat(second.out()).isEqualTo("run " + run + ": nothing to redrive; no quarantined event is open\n");
            assertThat(gate.requests()).isEqualTo(requests);
        }
    }

    /** The records are in another folder than the one that this redrive is told of. */
    @Test
    void redrive_recordsAreElsewhere_haltsAndKeepsTheCount() {
        try (EmbeddedGate gate = gate()) {
            String elsewhere = "dead_letter.root=" + temp.resolve("elsewhere");
            streamed(gate, "--set", elsewhere);
            assertThat(new Shell().run(redrive(gate, "--set", elsewhere))).isZero();
            assertThat(status().get("redriven").intValue()).isEqualTo(QUARANTINED);

            Shell lost = new Shell();
            assertThat(lost.run(redrive(gate, "--json"))).isEqualTo(4);
            assertThat(lost.line().get("status").textValue()).isEqualTo("HALTED");
            assertThat(lost.line().get("violations").get(0).get("code").textValue())
                    .isEqualTo("QUARANTINE_UNAVAILABLE");
            assertThat(lost.err())
                    .contains("12 events that the gate quarantined have no record in ", "another dead_letter.root");
            assertThat(status().get("redriven").intValue()).isEqualTo(QUARANTINED);
        }
    }

    @Test
    void redrive_chosenEventIsAtTheGateAlready_saysThat() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            String event = gate.quarantined().get(0).request().eventId();
            assertThat(new Shell().run(redrive(gate, "--event", event))).isZero();
            Shell again = new Shell();
            assertThat(again.run(redrive(gate, "--event", event))).isZero();
            assertThat(again.out())
                    .isEqualTo("run " + run + ": nothing to redrive; the events of --event are at the gate already\n");
        }
    }

    @Test
    void redrive_someEvents_sendsTheseAlone() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            List<String> ids = gate.quarantined().stream()
                    .map(each -> each.request().eventId())
                    .toList();
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate, "--json", "--event", ids.get(7), "--event", ids.get(2))))
                    .isZero();
            List<JsonNode> lines = shell.lines();
            assertThat(lines).hasSize(3);
            assertThat(lines.subList(0, 2))
                    .extracting(line -> line.get("event_id").textValue())
                    .containsExactlyInAnyOrder(ids.get(2), ids.get(7));
            assertThat(lines.get(0).get("outcome").textValue()).isEqualTo("ADMIT");
            assertThat(lines.get(0).get("receipt_id").textValue()).hasSize(32);
            assertThat(lines.get(2).get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(lines.get(2).get("open").intValue()).isEqualTo(2);
            assertThat(redriven()).filteredOn("ADMIT"::equals).hasSize(2);
            assertThat(status().get("redriven").intValue()).isEqualTo(2);

            long requests = gate.requests();
            Shell again = new Shell();
            assertThat(again.run(redrive(gate, "--event", ids.get(7)))).isZero();
            assertThat(again.out()).contains("nothing to redrive");
            assertThat(gate.requests()).isEqualTo(requests);
            assertThat(new Shell().run(redrive(gate))).isZero();
            assertThat(status().get("redriven").intValue()).isEqualTo(QUARANTINED);
        }
    }

    @Test
    void redrive_unknownEventOrRun_isAUsageFaultAndSendsNothing() throws IOException {
        try (EmbeddedGate gate = gate()) {
            Shell early = new Shell();
            assertThat(early.run(redrive(gate))).isEqualTo(2);
            assertThat(early.err()).contains("state.root: the folder ");
            streamed(gate);
            long requests = gate.requests();
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate, "--event", "0".repeat(64)))).isEqualTo(2);
            assertThat(shell.err())
                    .isEqualTo("wsp: --event: the gate quarantined no event " + "0".repeat(64) + " of run " + run
                            + "; wsp quarantine list prints those that it did\n");
            Shell malformed = new Shell();
            assertThat(malformed.run(redrive(gate, "--event", "x"))).isEqualTo(2);
            assertThat(malformed.err()).startsWith("wsp: --event: ");
            String known = run;
            run = "0".repeat(32);
            Shell otherRun = new Shell();
            assertThat(otherRun.run(redrive(gate))).isEqualTo(2);
            assertThat(otherRun.err()).contains("--run: no record of run " + run, "wsp status lists");
            run = known;
            assertThat(gate.requests()).isEqualTo(requests);
            assertThat(Files.exists(state)).isTrue();
        }
    }

    @Test
    void redrive_runIsHeld_isRefusedAndNamesTheHolder() throws IOException {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            long requests = gate.requests();
            RunLease lease =
                    new FileRunLease(state.resolve("runs"), new SystemClock(), Duration.ofSeconds(30), "another wsp");
            RunLease.Grant grant = lease.acquire(new RunId(run)).orElseThrow();
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate))).isEqualTo(3);
            assertThat(shell.out()).isEqualTo("run " + run + ": refused; nothing was sent\n");
            assertThat(shell.err())
                    .startsWith(
                            "wsp: run " + run + ": LEASE_HELD at run: run " + run + " is held by another wsp (process ")
                    .endsWith("; wait until it has ended, or stop it\n");
            Shell asJson = new Shell();
            assertThat(asJson.run(redrive(gate, "--json"))).isEqualTo(3);
            assertThat(asJson.line().get("status").textValue()).isEqualTo("REFUSED");
            assertThat(gate.requests()).isEqualTo(requests);
            assertThat(redriven()).containsOnly("null");
            grant.release();
            assertThat(new Shell().run(redrive(gate))).isZero();
        }
    }

    @Test
    void redrive_gateQuarantinesAndRejectsSome_haltsWithWhatIsOpenAndTheNextSendsThat() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            List<String> ids = gate.quarantined().stream()
                    .map(each -> each.request().eventId())
                    .toList();
            later = request -> switch (ids.indexOf(request.eventId())) {
                case 1 -> GateBehaviour.quarantine(200, "PIN_FAIL");
                case 2 -> GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}");
                default -> GateBehaviour.answer();
            };
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate))).isEqualTo(4);
            assertThat(shell.out())
                    .contains(
                            ids.get(1) + "  QUARANTINE  PIN_FAIL\n",
                            ids.get(2) + "  FAILED  INGRESS_REJECTED\n",
                            "10 of 12 at the gate: 10 admitted, 0 duplicate; 1 quarantined again, 1 failed, 0 not sent");
            assertThat(shell.err())
                    .contains(
                            "INGRESS_QUARANTINED at run: 2 of 12 events are still open: 1 quarantined again, 1 failed");
            assertThat(redriven())
                    .contains("QUARANTINE", "FAILED")
                    .filteredOn("ADMIT"::equals)
                    .hasSize(10);
            assertThat(status().get("redriven").intValue()).isEqualTo(10);

            later = request -> GateBehaviour.answer();
            Shell next = new Shell();
            assertThat(next.run(redrive(gate))).isZero();
            assertThat(next.out()).contains("2 of 2 at the gate");
            assertThat(status().get("redriven").intValue()).isEqualTo(QUARANTINED);
        }
    }

    @Test
    void redrive_gateRefusesTheProducer_haltsAndLeavesTheRestOpen() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            List<Long> seen = new ArrayList<>();
            later = request -> {
                seen.add(request.number());
                return seen.size() > 4
                        ? GateBehaviour.answerWith(401, "{\"error\":\"UNAUTHORISED\"}")
                        : GateBehaviour.answer();
            };
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate, "--set", ONE_BY_ONE))).isEqualTo(4);
            assertThat(shell.out()).contains("4 of 12 at the gate: 4 admitted, 0 duplicate", "8 not sent");
            assertThat(shell.err()).contains("INGRESS_UNAUTHORISED at stream#event=");
            assertThat(redriven()).filteredOn("ADMIT"::equals).hasSize(4);
            later = request -> GateBehaviour.answer();
            assertThat(new Shell().run(redrive(gate))).isZero();
            assertThat(redriven()).containsOnly("ADMIT");
        }
    }

    /** The event in flight is awaited, and counts. */
    @Test
    void redrive_stopped_printsWhatWasDone() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            Shell shell = new Shell();
            AtomicInteger sent = new AtomicInteger();
            later = request -> {
                if (sent.incrementAndGet() == 5) {
                    shell.stop().request();
                }
                return GateBehaviour.answer();
            };
            assertThat(shell.run(redrive(gate, "--set", ONE_BY_ONE))).isEqualTo(4);
            assertThat(shell.out().lines())
                    .hasSize(6)
                    .last()
                    .isEqualTo("run " + run + ": 5 of 12 at the gate: 5 admitted, 0 duplicate; 0 quarantined again,"
                            + " 0 failed, 7 not sent");
            assertThat(shell.err()).isEqualTo("wsp: stopped\n");
            assertThat(Thread.interrupted()).as("the stop reached the command").isTrue();
            assertThat(redriven()).filteredOn("ADMIT"::equals).hasSize(5);
        }
    }

    @Test
    void redrive_planChanged_isRefused() {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            long requests = gate.requests();
            Shell plan = new Shell();
            assertThat(plan.run(redrive(gate, "--set", "policy.schema_version=v9")))
                    .isEqualTo(3);
            assertThat(plan.out()).isEqualTo("run " + run + ": refused; nothing was sent\n");
            assertThat(plan.err())
                    .contains(
                            "CHECKPOINT_MISMATCH at checkpoint#/plan_digest",
                            "facts view, catalogue or policy have changed since; undo the changes until wsp explain shows the"
                                    + " first plan digest to redrive it");
            assertThat(gate.requests()).isEqualTo(requests);
            assertThat(redriven()).containsOnly("null");
        }
    }

    @Test
    void redrive_bytesOfOneEventDiffer_sendsTheOthers() throws IOException {
        try (EmbeddedGate gate = gate()) {
            streamed(gate);
            Path record;
            try (Stream<Path> records = Files.walk(state.resolve("dead_letter"))) {
                record = records.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .findFirst()
                        .orElseThrow();
            }
            String before = Files.readString(record);
            String digest = Shell.json(before).findValue("envelope_digest").textValue();
            Files.writeString(record, before.replace(digest, "0".repeat(64)));
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate))).isEqualTo(4);
            assertThat(shell.err())
                    .contains(
                            "CHECKPOINT_MISMATCH at stream#event=", "its envelope differs from the one that the gate");
            assertThat(shell.out()).contains("11 of 12 at the gate", "1 failed");
            Files.writeString(record, before);
            assertThat(new Shell().run(redrive(gate))).isZero();
            assertThat(redriven()).containsOnly("ADMIT");
        }
    }

    @Test
    void redrive_haltedRun_isRedrivenAndResumesAfterwards() {
        try (EmbeddedGate gate = gate()) {
            new Shell().streams(4, config, gate, "--set", "policy.on_quarantine=halt(6)", "--set", ONE_BY_ONE);
            mended = true;
            Shell shell = new Shell();
            assertThat(shell.run(redrive(gate, "--set", "policy.on_quarantine=halt(6)")))
                    .as(shell.err())
                    .isZero();
            assertThat(status().get("state").textValue()).isEqualTo("halted");
            assertThat(status().get("redriven").intValue()).isEqualTo(6);
            new Shell().streams(0, config, gate, "--resume");
            assertThat(status().get("state").textValue()).isEqualTo("completed");
            assertThat(status().get("redriven").intValue()).isEqualTo(6);
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
    }
}
