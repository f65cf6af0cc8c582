package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.runner.report.JsonLine;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an ingestion gate on loopback until it is stopped. */
@Command(
        name = "gate",
        mixinStandardHelpOptions = true,
        description =
                "Runs an ingestion gate on loopback as a target for wsp run. It admits each event once and stores no"
                        + " envelope. Prints its URL as JSON and, when stopped, the counts of its decisions.")
final class GateCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;
    private static final String MEMORY = "admitted";

    private final Host host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port to listen on; any free port if not given.")
    private int port;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Stores the ids of admitted events here, so that a restarted gate knows them. Without it, they are"
                            + " lost.")
    private @Nullable String folder;

    @Option(
            names = "--slow",
            paramLabel = "MS",
            defaultValue = "0",
            description = "Delays each answer by this many milliseconds.")
    private long slowMillis;

    @Option(
            names = "--refuse-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "Answers 503 to the first try of every Nth event.")
    private long refuseEvery;

    @Mixin
    private ContractOption contract = new ContractOption();

    GateCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MOST_PORT) {
            throw new UsageException("--port: expected 0 to " + MOST_PORT + ", found " + port);
        }
        if (slowMillis < 0 || refuseEvery < 0) {
            throw new UsageException("--slow and --refuse-every: expected 0 or more");
        }
        host.stop().heed();
        GateWitness witness = new GateWitness();
        try (EmbeddedGate gate = start(witness)) {
            host.stdout().line(JsonLine.of(line -> line.put("url", gate.url())));
            host.say("wsp gate: listening until stopped; stream to it with wsp run --set ingress.url=" + gate.url());
            awaitStop();
            witness.describe(gate).forEach(line -> host.say("wsp gate: " + line));
            host.stdout()
                    .line(JsonLine.of(line -> line.put("requests", gate.requests())
                            .put("admitted", gate.count(Decision.ADMIT))
                            .put("duplicate", gate.count(Decision.DUPLICATE))
                            .put("quarantined", gate.count(Decision.QUARANTINE))));
        }
        return ExitCode.OK.code();
    }

    private EmbeddedGate start(GateWitness witness) throws IOException {
        EmbeddedGate.Builder builder = EmbeddedGate.builder()
                .port(port)
                .keepAtMost(0)
                .envelopeContract(contract.value())
                .script(script(witness));
        if (folder != null) {
            Path memory = host.writableFolder("--folder", folder).resolve(MEMORY);
            if (Files.isDirectory(memory)) {
                throw new UsageException("--folder: expected a file, found a folder: " + memory);
            }
            builder.durable(memory);
        }
        try {
            return builder.start();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BindException) {
                throw new UsageException("--port: " + port + " is not available ("
                        + e.getCause().getMessage() + "); leave it out for any free port");
            }
            throw e;
        }
    }

    private GateScript script(GateWitness witness) {
        AtomicLong firstTries = new AtomicLong();
        return request -> {
            // A request that is not an envelope has no event time; the gate itself reports what is wrong.
            GateBehaviour usual = request.eventId().isEmpty() ? GateBehaviour.answer() : witness.behaviour(request);
            GateBehaviour behaviour = isRefused(request, firstTries)
                    ? GateBehaviour.answerWith(503, "{\"error\":\"UNAVAILABLE\",\"detail\":\"--refuse-every\"}")
                    : usual;
            return slowMillis == 0 ? behaviour : GateBehaviour.delayed(Duration.ofMillis(slowMillis), behaviour);
        };
    }

    private boolean isRefused(GateRequest request, AtomicLong firstTries) {
        return refuseEvery > 0 && request.attempt() == 1 && firstTries.incrementAndGet() % refuseEvery == 0;
    }

    private void awaitStop() {
        try {
            host.stop().await();
        } catch (InterruptedException e) {
            // The interrupt is the stop request. It is not restored, since closing waits for requests in progress.
            host.say("wsp gate: stopped");
        }
    }
}
