package io.worldstream.wsp.tests.fuzz;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.adapter.file.FileSurveyStore;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.DeadLetterBytes;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.rows.ViewRowReading;
import io.worldstream.wsp.internal.survey.SurveyReading;
import io.worldstream.wsp.internal.view.ViewForging;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Targets for the state that a host keeps: checkpoint, lease, dead letters and their fence, surveys, and sorted views. Each
 * input is read as a damaged file, and again with a matching checksum where files have one: decoding behind the checksum
 * must be just as safe.
 */
final class StateTargets {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final Hex64 KEY = new Hex64("0123456789abcdef".repeat(4));
    private static final int LENGTH_AT = 40;
    private static final RedriveAttempt ATTEMPT =
            new RedriveAttempt(Instant.EPOCH, RedriveAttempt.Outcome.QUARANTINE, List.of("SCHEMA_FAIL"), null);

    private StateTargets() {}

    static List<Target> all() throws IOException {
        return List.of(
                checkpoint(),
                lease(),
                deadLetters(),
                deadLetterFile("dead-letter", ".json"),
                deadLetterFile("redrive-attempts", ".redriven.jsonl"),
                deadLetterBytes(),
                survey(),
                sortedView());
    }

    /** A folder in memory where there is one: what is read here is forced to the disk by some readers. */
    static Path folder(String name) throws IOException {
        Path memory = Path.of("/dev/shm");
        Path folder = Files.isDirectory(memory) && Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "wsp-fuzz-" + name)
                : Files.createTempDirectory("wsp-fuzz-" + name);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return folder;
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ", " + e);
        }
    }

    private static Target checkpoint() throws IOException {
        Path root = folder("checkpoint");
        FileCheckpointStore store = new FileCheckpointStore(root);
        RunLease lease = new FileRunLease(root, new SystemClock(), Duration.ofSeconds(30), "a host");
        RunStore keeping = RunStore.in(store, lease, null);
        keeping.open(RUN, 1);
        keeping.save(new RunRecord(
                new ReadySignal("m-1", RUN, "sr/facts.json", KEY),
                1,
                RunState.HALTED,
                new Violation(ReasonCode.RETRY_EXHAUSTED, "stream#event=1", "why"),
                new RunRecord.Plan(KEY, 10, 0),
                Cursor.START,
                Instant.EPOCH));
        byte[] record = store.read(RUN).orElseThrow();
        Path file = root.resolve(RUN.value()).resolve("a.checkpoint");
        byte[] framed = Files.readAllBytes(file);
        return new Target("checkpoint", List.of(framed), false, input -> {
            String outcome = "";
            for (byte[] form : List.of(input, framed(input))) {
                Files.write(file, form);
                outcome = readOf(() -> keeping.read(RUN));
            }
            byte[] payload = input.length > LENGTH_AT + 8 && input.length > record.length
                    ? Arrays.copyOfRange(input, LENGTH_AT + 4, input.length - 4)
                    : input;
            InMemoryCheckpointStore kept = new InMemoryCheckpointStore();
            kept.open(RUN, 1);
            kept.save(RUN, 1, payload);
            String ofPayload = readOf(() -> RunStore.in(kept, lease, null).read(RUN));
            return outcome.equals(Target.TAKEN) ? outcome : ofPayload;
        });
    }

    private static Target lease() throws IOException {
        Path root = folder("lease");
        RunLease lease = new FileRunLease(root, new SystemClock(), Duration.ofSeconds(30), "a host");
        if (lease.acquire(RUN).isEmpty()) {
            throw new IllegalStateException("nobody else holds it");
        }
        Path file = root.resolve(RUN.value()).resolve("lease");
        byte[] held = Files.readAllBytes(file);
        return new Target("lease", List.of(held), false, input -> {
            String outcome = "";
            for (byte[] form : List.of(input, framed(input))) {
                Files.write(file, form);
                outcome = readOf(() -> lease.holder(RUN));
            }
            return outcome;
        });
    }

    private static Target deadLetters() throws IOException {
        Path root = folder("dead-letters");
        FileDeadLetterSink sink = new FileDeadLetterSink(root);
        sink.open(RUN, 1);
        Path file = root.resolve(RUN.value()).resolve("dead_letter.fence");
        byte[] fence = Files.readAllBytes(file);
        return new Target("dead-letters", List.of(fence), false, input -> {
            String outcome = "";
            for (byte[] form : List.of(input, framed(input))) {
                Files.write(file, form);
                outcome = readOf(() -> {
                    sink.open(RUN, 1);
                    return sink;
                });
            }
            return outcome;
        });
    }

    /** The text files of a dead letter: its record, or the attempts to send its event again. */
    private static Target deadLetterFile(String name, String suffix) throws IOException {
        Path root = folder(name);
        FileDeadLetterSink letters = new FileDeadLetterSink(root);
        letters.open(RUN, 1);
        String position = "stream#event=17";
        letters.record(1, quarantined(position));
        letters.redriven(1, RUN, position, ATTEMPT);
        Path file;
        try (Stream<Path> files = Files.list(root.resolve(RUN.value()))) {
            file = files.filter(each -> each.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
        return new Target(name, List.of(Files.readAllBytes(file)), true, input -> {
            Files.write(file, input);
            return readOf(() -> {
                letters.forEach(RUN, entry -> {});
                return letters;
            });
        });
    }

    /** Read as both, as there is no checksum. */
    private static Target deadLetterBytes() {
        List<byte[]> seeds = List.of(
                DeadLetterBytes.write(
                        quarantined("stream#event=17").toBuilder().row("\ud800").build()),
                DeadLetterBytes.write(ATTEMPT));
        return new Target("dead-letter-bytes", seeds, false, input -> {
            String letter = undamaged(() -> DeadLetterBytes.readLetter(RUN, input));
            String attempt = undamaged(() -> DeadLetterBytes.readAttempt(input));
            return letter.equals(Target.TAKEN) ? letter : attempt;
        });
    }

    private static String undamaged(Callable<?> reading) throws Exception {
        try {
            reading.call();
            return Target.TAKEN;
        } catch (DeadLetterBytes.DamagedException e) {
            return "damaged";
        }
    }

    private static DeadLetter quarantined(String position) {
        return DeadLetter.builder(
                        RUN,
                        new OutputId("trades"),
                        new Violation(ReasonCode.INGRESS_QUARANTINED, position, "SCHEMA_FAIL"),
                        KEY)
                .eventId(new EventId(KEY.value()))
                .eventTime(Instant.EPOCH)
                .quarantine(new DeadLetter.Quarantine(List.of("SCHEMA_FAIL"), "a receipt", KEY, Instant.EPOCH))
                .build();
    }

    private static Target survey() throws IOException {
        Path root = folder("survey");
        FileSurveyStore store = new FileSurveyStore(root);
        byte[] survey = SurveyReading.sample();
        store.save(KEY, survey);
        Path file = root.resolve(KEY + ".survey");
        byte[] stored = Files.readAllBytes(file);
        return new Target("survey", List.of(stored), false, input -> {
            String outcome = "";
            for (byte[] form : List.of(input, hashed(input))) {
                Files.write(file, form);
                outcome = readOf(() -> SurveyReading.read(store.load(KEY).orElseThrow()));
            }
            return outcome;
        });
    }

    /**
     * A view that is damaged, one whose digests match, and one with a sound index whose block holds the input: rows that
     * nobody wrote must end as a damaged view too.
     */
    private static Target sortedView() throws IOException {
        List<String> rows = IntStream.range(0, 50).mapToObj(ViewRowReading::row).toList();
        List<byte[]> seeds = List.of(ViewForging.view(KEY, rows), ViewForging.rows(rows.subList(0, 5)));
        return new Target("sorted-view", seeds, false, input -> {
            String outcome = "";
            for (byte[] form : List.of(
                    input, ViewForging.mended(KEY, input), ViewForging.viewOf(KEY, input, 1 + input.length / 70))) {
                String ofForm = readOf(() -> ViewRowReading.read(ViewForging.open(new Bytes(form), KEY)));
                outcome = outcome.equals(Target.TAKEN) ? outcome : ofForm;
            }
            return outcome;
        });
    }

    /** A store says by an exception of its contract that what is kept cannot be used. */
    private static String readOf(Callable<?> reading) throws Exception {
        try {
            reading.call();
            return Target.TAKEN;
        } catch (WspException e) {
            return e.code().name();
        } catch (IOException e) {
            return "IOException";
        }
    }

    /** The input with the length and the checksum of a small record. */
    private static byte[] framed(byte[] input) {
        if (input.length < LENGTH_AT + 8) {
            return input;
        }
        byte[] out = input.clone();
        ByteBuffer.wrap(out).putInt(LENGTH_AT, out.length - LENGTH_AT - 8);
        CRC32C crc = new CRC32C();
        crc.update(out, 0, out.length - 4);
        ByteBuffer.wrap(out).putInt(out.length - 4, (int) crc.getValue());
        return out;
    }

    /** The input with the length and the digest of a survey. */
    private static byte[] hashed(byte[] input) throws NoSuchAlgorithmException {
        if (input.length < LENGTH_AT + 40) {
            return input;
        }
        byte[] out = input.clone();
        ByteBuffer.wrap(out).putLong(LENGTH_AT, out.length - LENGTH_AT - 40L);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(out, 0, out.length - 32);
        System.arraycopy(sha256.digest(), 0, out, out.length - 32, 32);
        return out;
    }
}
