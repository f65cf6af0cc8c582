package io.worldstream.wsp.testkit.sim;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs schedules from a command line. {@code SEED [OPTIONS]} runs one schedule and prints its last steps.
 * {@code --from SEED --count N [--threads N]} runs many, stops at the first that breaks an invariant, and shrinks it.
 */
public final class SimCommand {
    private final PrintStream out;

    private SimCommand(PrintStream out) {
        this.out = out;
    }

    /** Runs the command; exits with code 1 if an invariant broke. */
    public static void main(String[] args) throws InterruptedException {
        SimCommand command = new SimCommand(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        boolean sound;
        if (args.length >= 4 && args[0].equals("--from") && args[2].equals("--count")) {
            int threads = args.length == 6 && args[4].equals("--threads") ? Integer.parseInt(args[5]) : 1;
            sound = command.runMany(Long.parseLong(args[1]), Long.parseLong(args[3]), threads);
        } else if (args.length == 1 || args.length == 2) {
            long seed = Long.parseLong(args[0]);
            sound = command.runOne(
                    args.length == 1 ? Simulation.of(seed) : Simulation.of(seed, SimOptions.parse(args[1])));
        } else {
            throw new IllegalArgumentException("SEED [OPTIONS], or --from SEED --count N [--threads N]");
        }
        if (!sound) {
            System.exit(1);
        }
    }

    private boolean runOne(Simulation simulation) {
        SimResult result = simulation.runInWords();
        out.println(result.report());
        out.println(line(result));
        return result.sound();
    }

    private boolean runMany(long from, long count, int threads) throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        AtomicLong sum = new AtomicLong();
        AtomicLong done = new AtomicLong();
        AtomicBoolean sound = new AtomicBoolean(true);
        Thread[] workers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Thread(() -> {
                for (long seed = next.getAndIncrement();
                        seed < from + count && sound.get();
                        seed = next.getAndIncrement()) {
                    SimResult result = Simulation.of(seed).run();
                    sum.addAndGet(result.trace().hash());
                    done.incrementAndGet();
                    if (!result.sound() && sound.getAndSet(false)) {
                        out.println(line(result));
                        out.println(Simulation.of(seed).shrink(result).report());
                    }
                }
            });
            workers[i].setUncaughtExceptionHandler((worker, defect) -> {
                sound.set(false);
                defect.printStackTrace(out);
            });
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        out.println(String.format(Locale.ROOT, "%d schedules from seed %d, traces %016x", done.get(), from, sum.get()));
        return sound.get();
    }

    private static String line(SimResult result) {
        return String.format(
                Locale.ROOT,
                "seed %d: trace %016x, %d steps, %.3f s, %d processes, %s",
                result.seed(),
                result.trace().hash(),
                result.trace().steps(),
                result.trace().virtualNanos() / 1e9,
                result.processes(),
                result.sound() ? "sound" : result.violations());
    }
}
