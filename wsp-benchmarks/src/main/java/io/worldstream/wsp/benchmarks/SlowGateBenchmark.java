package io.worldstream.wsp.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the rate that {@code wsp run} reaches at a slow gate, each in its own process, with always another event due,
 * and compares it with the rate that {@code wsp explain} predicts. Prints the rate and the processor time per event after
 * the ramp, and the peak memory of the producer.
 *
 * <p>Arguments: {@code wsp.jar}, then any of these as {@code key=value}: {@code cap} (12000 per second), {@code seconds}
 * (60), {@code ramp} (5, the seconds that do not count), {@code ordering} (none), {@code latency} (50-350, in milliseconds), {@code flows} (20000), {@code skew} (1, see
 * {@link ArrivalWorld.Flows}), {@code in_flight} (as many as the cap and the longest latency need), {@code jvm} (the
 * producer's options, {@code -Xmx256m}), {@code world} (a folder to keep the world in).
 */
public final class SlowGateBenchmark {
    private final String jar;
    private final Map<String, String> given;

    private SlowGateBenchmark(String jar, Map<String, String> given) {
        this.jar = jar;
        this.given = given;
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> given = Stream.of(args)
                .skip(1)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        SlowGateBenchmark benchmark = new SlowGateBenchmark(args[0], given);
        String kept = given.get("world");
        Path folder = kept == null ? Files.createTempDirectory("wsp-slow-gate") : Path.of(kept);
        try {
            benchmark.run(folder);
        } finally {
            if (kept == null) {
                Folders.remove(folder);
            }
        }
    }

    private String given(String key, String otherwise) {
        return given.getOrDefault(key, otherwise);
    }

    private void run(Path folder) throws IOException {
        int cap = Integer.parseInt(given("cap", "12000"));
        int seconds = Integer.parseInt(given("seconds", "60"));
        String[] latency = given("latency", "50-350").split("-", 2);
        int most = Integer.parseInt(latency[1]);
        Path config = config(folder, 8L * (cap * (seconds + 5) / 8));
        List<String> settings = List.of(
                "policy.rate_cap_eps=" + cap,
                "policy.ordering=" + given("ordering", "none"),
                "policy.max_in_flight=" + given("in_flight", Integer.toString(cap * most / 1000)));
        List<String> options = List.of(given("jvm", "-Xmx256m").split(" "));
        double predicted = predicted(config, settings, (Integer.parseInt(latency[0]) + most) / 2);
        try (MeasuredProcess gate = new MeasuredProcess(
                "-cp", System.getProperty("java.class.path"), SlowGate.class.getName(), latency[0], latency[1])) {
            String url = "ingress.url=http://127.0.0.1:" + gate.readLine();
            Folders.remove(folder.resolve("state"));
            try (MeasuredProcess producer = wsp(options, "run", config, settings, "--once", "--set", url)) {
                measure(gate, producer, seconds, predicted);
            }
        }
    }

    private void measure(MeasuredProcess gate, MeasuredProcess producer, int seconds, double predicted)
            throws IOException {
        int ramp = Integer.parseInt(given("ramp", "5"));
        long first = 0;
        long last = 0;
        Duration gateTime = Duration.ZERO;
        Duration producerTime = Duration.ZERO;
        long start = 0;
        for (int second = 0; second < seconds; ) {
            long admitted = Long.parseLong(Objects.requireNonNull(gate.readLine(), "the gate ended"));
            if (admitted == 0) {
                continue;
            }
            if (++second == ramp) {
                start = System.nanoTime();
                first = admitted;
                gateTime = gate.processorTime();
                producerTime = producer.processorTime();
            }
            System.out.printf(Locale.ROOT, "second %d: %,d%n", second, admitted - last);
            last = admitted;
        }
        double rate = (last - first) / ((System.nanoTime() - start) / 1e9);
        System.out.printf(Locale.ROOT, "per second after %d s      %,.0f%n", ramp, rate);
        System.out.printf(
                Locale.ROOT,
                "explained                 %,.0f (reached / explained %.3f)%n",
                predicted,
                rate / predicted);
        System.out.printf(
                Locale.ROOT,
                "processor time per event  producer %.1f us, gate %.1f us%n",
                micros(producer, producerTime) / (last - first),
                micros(gate, gateTime) / (last - first));
        System.out.printf(Locale.ROOT, "peak RSS of the producer  %d MiB%n", producer.peakRssMebibytes());
    }

    private static double micros(MeasuredProcess process, Duration before) {
        return process.processorTime().minus(before).toNanos() / 1e3;
    }

    private Path config(Path folder, long rows) throws IOException {
        Path config = folder.resolve("wsp.yaml");
        if (Files.notExists(config)) {
            Files.createDirectories(folder);
            ArrivalWorld.write(
                    folder,
                    rows,
                    false,
                    new ArrivalWorld.Flows(
                            Integer.parseInt(given("flows", "20000")), Double.parseDouble(given("skew", "1"))));
            Files.writeString(config, """
                    control_bus: {root: control_bus}
                    object_store: {root: object_store}
                    oracle: {root: oracle}
                    catalogue: catalogue.json
                    state: {root: state}
                    policy: {stream_speedup: max}
                    """);
        }
        return config;
    }

    private double predicted(Path config, List<String> settings, int latencyMillis) throws IOException {
        try (MeasuredProcess explain =
                wsp(List.of(), "explain", config, settings, "--json", "--gate-latency", latencyMillis + "ms")) {
            JsonNode rate = new ObjectMapper()
                    .readTree(Objects.requireNonNull(explain.readLine()))
                    .at("/figures/per_key");
            System.out.println("explain: " + rate);
            return rate.path("sustainable_per_second").doubleValue();
        }
    }

    private MeasuredProcess wsp(
            List<String> options, String command, Path config, List<String> settings, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-jar", jar, command, "--config", config.toString()));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        arguments.addAll(List.of(more));
        return new MeasuredProcess(arguments.toArray(String[]::new));
    }
}
