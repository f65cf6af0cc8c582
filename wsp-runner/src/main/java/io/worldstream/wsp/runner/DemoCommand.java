package io.worldstream.wsp.runner;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.runner.config.ConfigReader;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Demonstrates the whole path on one machine: a sealed world, an embedded gate, a stream, and a report of what the gate
 * received.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Writes a sealed world to a temporary folder, starts an embedded gate, streams the month to it and"
                        + " reports what happened.")
final class DemoCommand implements Callable<Integer> {
    /** At 86,400 seconds of event time per second, 31 days take 31 seconds. */
    static final String A_DAY_A_SECOND = "86400";

    private static final int MOST_SECONDS = 86_400;

    private final Host host;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Number of events (${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--speedup",
            paramLabel = "S",
            defaultValue = A_DAY_A_SECOND,
            description = "Seconds of event time per second, or max (${DEFAULT-VALUE}: a day per second).")
    private String speedup = "";

    @Option(
            names = "--max-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Ends the demo after this time, even if the month is not over (${DEFAULT-VALUE}).")
    private int maxSeconds;

    @Option(names = "--keep", description = "Keeps the folder.")
    private boolean keep;

    @Mixin
    private ContractOption contract = new ContractOption();

    private final Clock clock = new SystemClock();
    private final AtomicBoolean timeIsUp = new AtomicBoolean();
    private long startNanos;

    DemoCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        startNanos = clock.monotonicNanos();
        Speedup speed = UsageException.naming("--speedup", () -> Speedup.of(speedup));
        UsageException.naming("--events", () -> World.bankMonth().events(events));
        if (maxSeconds < 1 || maxSeconds > MOST_SECONDS) {
            throw new UsageException("--max-seconds: expected 1 to " + MOST_SECONDS + ", found " + maxSeconds);
        }
        // Before the folder is created, so that Ctrl-C leaves none behind.
        host.stop().heed();
        Path folder = Files.createTempDirectory("wsp-demo-");
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DemoCommand::daemon);
        try {
            ScheduledFuture<?> end = timer.schedule(this::endInTime, maxSeconds, TimeUnit.SECONDS);
            return play(folder, speed, end).code();
        } finally {
            timer.shutdownNow();
            if (!keep) {
                delete(folder);
            }
        }
    }

    private void endInTime() {
        timeIsUp.set(true);
        host.stop().request();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "wsp-demo-timer");
        thread.setDaemon(true);
        return thread;
    }

    private ExitCode play(Path folder, Speedup speed, Future<?> end) throws IOException {
        host.say(String.format(
                Locale.ROOT,
                "wsp demo: sealing a bank's month of %,d %s in %s",
                events,
                LogText.noun(events, "event"),
                folder));
        World world =
                World.bankMonth().events(events).contract(contract.value()).writeTo(folder);
        if (host.stop().isRequested() && !timeIsUp.get()) {
            return stopped();
        }
        WorldFolder files = WorldFolder.configure(world, speed.toString());
        GateWitness witness = new GateWitness();
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .script(announcingFirst(witness))
                .envelopeContract(contract.value())
                .keepAtMost(0)
                .start()) {
            host.say("wsp demo: an ingestion gate listens on " + gate.url() + "; the demo ends after at most "
                    + maxSeconds + " s");
            // The environment is ignored, so that the demo is the same everywhere.
            WspConfig config = ConfigReader.read(
                    files.config(), Map.of(), List.of("ingress.url=" + gate.url()), Purpose.RUN, host.spelling());
            long streamNanos = clock.monotonicNanos();
            ExitCode code = new StreamSession(host, config, this::sayWhereItStopped).run(true, false, List.of());
            Duration took = Duration.ofNanos(clock.monotonicNanos() - streamNanos);
            end.cancel(false);
            if (host.stop().isRequested()) {
                if (!timeIsUp.get()) {
                    return stopped();
                }
                code = code == ExitCode.HALTED ? ExitCode.OK : code;
            }
            if (code == ExitCode.OK) {
                explain(files, gate, witness, speed, took);
            }
            return code;
        }
    }

    private GateScript announcingFirst(GateWitness witness) {
        AtomicBoolean announced = new AtomicBoolean();
        return request -> {
            GateBehaviour behaviour = witness.behaviour(request);
            if (!announced.getAndSet(true)) {
                host.say(String.format(
                        Locale.ROOT,
                        "wsp demo: the first event is at the gate after %.1f s: %s of %s",
                        (clock.monotonicNanos() - startNanos) / 1e9,
                        request.eventType(),
                        witness.firstTime()));
            }
            return behaviour;
        };
    }

    /** Without its folder, a run cannot be resumed. */
    private void sayWhereItStopped(String line) {
        if (keep) {
            host.warn(line);
        }
    }

    private ExitCode stopped() {
        host.say("wsp demo: stopped");
        return ExitCode.HALTED;
    }

    private void explain(WorldFolder files, EmbeddedGate gate, GateWitness witness, Speedup speed, Duration took) {
        if (timeIsUp.get()) {
            host.say("wsp demo: ended after " + maxSeconds + " s, before the end of the month (--max-seconds)");
        }
        host.say("");
        host.say("What happened");
        host.say(String.format(
                Locale.ROOT,
                "  The world   %,d %s of a bank's January 2026, sealed: each output has a digest and a proof that"
                        + " its gate passed.",
                files.events(),
                LogText.noun(files.events(), "event")));
        Map<OutputId, Long> context = files.world().contextCounts();
        String traffic = context.isEmpty() ? "" : ", traffic";
        files.world().counts().forEach((output, rows) -> sayRows(output, rows, traffic));
        context.forEach((output, rows) -> sayRows(output, rows, ", context (policy.context_outputs)"));
        host.say("  The signal  A READY message on the control bus named run "
                + files.world().runId()
                + ". Before the first event left, WSP checked pins, proofs, digests and every row.");
        host.say("  The stream  Merged into one order and released "
                + (speed.isMax()
                        ? "as fast as the gate accepted it."
                        : "in event time, " + speed + " seconds per second: no event before it was due.")
                + String.format(Locale.ROOT, " It took %.1f s.", took.toMillis() / 1000.0));
        witness.describe(gate).forEach(line -> host.say("  The gate    " + line));
        if (keep) {
            host.say("  The files   Kept in " + files.world().directory() + "; to stream them again:");
            host.say("              " + host.command() + " run --once --config " + files.config()
                    + " --set ingress.url=https://HOST:PORT");
        } else {
            host.say("  The files   Deleted. --keep keeps them; wsp world --out DIR writes a world of your own.");
        }
        if (!timeIsUp.get()) {
            host.say("  The summary is the JSON line on stdout.");
        }
        host.say("");
        host.say("Try next");
        String wsp = "  " + host.command();
        host.say(wsp + " world --out month &&" + wsp.substring(1) + " explain --config month/wsp.yaml");
        host.say(wsp + " gate --port 8080");
        host.say(wsp + " run --once --config month/wsp.yaml --set ingress.url=http://127.0.0.1:8080"
                + "  (in another terminal)");
    }

    private void sayRows(OutputId output, long rows, String role) {
        host.say(String.format(Locale.ROOT, "              %s: %,d%s", output, rows, role));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
