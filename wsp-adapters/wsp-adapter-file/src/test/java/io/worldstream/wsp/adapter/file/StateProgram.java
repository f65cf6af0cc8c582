package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The child process of {@link StateProcessTest}: {@code <mode> <root> [<argument>]}. */
final class StateProgram {
    static final RunId RUN = new RunId("0123456789abcdef".repeat(2));

    /** So long that nobody gets a run in a test by waiting. */
    static final PositionName POSITION = new PositionName("kinesis/control/settled");

    static final Duration TERM = Duration.ofHours(1);

    private StateProgram() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[1]);
        switch (args[0]) {
            case "save" -> save(root, Integer.parseInt(args[2]));
            case "hold" -> hold(root);
            case "contend" -> contend(root, Integer.parseInt(args[2]));
            case "lock" -> lock(root);
            case "count" -> count(root, Integer.parseInt(args[2]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    static FileCheckpointStore checkpoints(Path root) {
        return new FileCheckpointStore(root.resolve("checkpoints"));
    }

    static FileRunLease leases(Path root, Clock clock) {
        return new FileRunLease(root.resolve("leases"), clock, TERM, "a host");
    }

    static FilePositionStore positions(Path root) {
        return new FilePositionStore(root.resolve("positions"));
    }

    static Path journal(Path root) {
        return root.resolve("journal");
    }

    /** A record whose number can be told from its first bytes, and each byte from the number. */
    static byte[] record(int number) {
        byte[] record = new byte[4 + number * 977 % 9_000];
        Arrays.fill(record, (byte) number);
        ByteBuffer.wrap(record).putInt(number);
        return record;
    }

    /** Enters and leaves as often, and writes down both: the lines of two that hold the run at once would mingle. */
    static void contend(Path root, int rounds) throws IOException {
        FileRunLease leases = leases(root, new SystemTime());
        for (int entered = 0; entered < rounds; ) {
            Optional<RunLease.Grant> acquired = leases.acquire(RUN);
            if (acquired.isPresent()) {
                RunLease.Grant grant = acquired.get();
                note(root, "enter " + grant.epoch());
                if (!grant.renew()) {
                    throw new IllegalStateException("lost within the term");
                }
                note(root, "leave " + grant.epoch());
                grant.release();
                entered++;
            }
        }
    }

    /** Adds one to a number so often, as hosts do that merge their positions. */
    static void count(Path root, int rounds) throws IOException {
        FilePositionStore store = positions(root);
        for (int counted = 0; counted < rounds; ) {
            Optional<PositionStore.Position> stored = store.load(POSITION);
            int number =
                    stored.map(each -> ByteBuffer.wrap(each.record()).getInt()).orElse(0);
            boolean saved = store.save(
                            POSITION,
                            record(number + 1),
                            stored.map(PositionStore.Position::version).orElse(null))
                    .isPresent();
            counted += saved ? 1 : 0;
        }
    }

    private static void save(Path root, int first) throws IOException {
        FileCheckpointStore store = checkpoints(root);
        long epoch = first + 1L;
        store.open(RUN, epoch);
        for (int n = first; ; n++) {
            store.save(RUN, epoch, record(n));
            System.out.println(n);
        }
    }

    private static void hold(Path root) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        FileCheckpointStore store = checkpoints(root);
        FileRunLease leases = leases(root, new SystemTime());
        RunLease.Grant grant = leases.acquire(RUN).orElseThrow();
        store.open(RUN, grant.epoch());
        store.save(RUN, grant.epoch(), record(1));
        System.out.println("holds " + grant.epoch());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "save" -> System.out.println(saves(store, grant.epoch()));
                case "renew" -> System.out.println(grant.renew());
                case "holder" -> System.out.println(leases.holder(RUN).isPresent());
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static String saves(FileCheckpointStore store, long epoch) throws IOException {
        try {
            store.save(RUN, epoch, record(2));
            return "saved";
        } catch (WspException e) {
            return e.code().name();
        }
    }

    private static void lock(Path root) throws IOException {
        Path folder = root.resolve("checkpoints").resolve(RUN.value());
        FileMutex.within(folder, "checkpoint.lock", Duration.ofSeconds(5), () -> {
            System.out.println("locked");
            return System.in.read();
        });
    }

    private static void note(Path root, String line) throws IOException {
        Files.writeString(journal(root), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static final class SystemTime implements Clock {
        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return Instant.now();
        }
    }
}
