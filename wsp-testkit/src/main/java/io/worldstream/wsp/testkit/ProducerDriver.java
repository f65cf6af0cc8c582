package io.worldstream.wsp.testkit;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.world.ControlBus;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Drives a producer on a {@link ManualClock}, jumping from one instant at which it has work to the next. It uses no
 * threads and never waits, so each run takes the same course. For one thread; do not
 * {@linkplain WorldStreamProducer#start start} the producer.
 *
 * <p>If the producer does not finish within the turn limit, one million by default, the driver throws an
 * {@link AssertionError} that states what the producer is waiting for. An idle producer polls its bus ten times a
 * second, so a run may take about a day of the clock's time. A slower stream needs more turns or a higher speed.
 */
public final class ProducerDriver {
    /** At least the time that a producer waits between two polls of its bus. */
    private static final Duration A_POLL = Duration.ofMillis(100);

    private final WorldStreamProducer producer;
    private final ManualClock clock;
    private final int mostTurns;

    /** Creates a driver with a limit of 1,000,000 turns. */
    public ProducerDriver(WorldStreamProducer producer, ManualClock clock) {
        this(producer, clock, 1_000_000);
    }

    /**
     * Creates a driver.
     *
     * @param producer the producer, built with {@code clock}
     * @param clock the clock; moved by this driver, and by the test between calls of the driver
     * @param mostTurns the most calls of {@code doWork} within one call of this driver; positive
     */
    public ProducerDriver(WorldStreamProducer producer, ManualClock clock, int mostTurns) {
        if (mostTurns < 1) {
            throw new IllegalArgumentException("mostTurns must be at least 1: " + mostTurns);
        }
        this.producer = producer;
        this.clock = clock;
        this.mostTurns = mostTurns;
    }

    /**
     * Runs the producer until it has nothing to do at the current instant; time does not advance.
     *
     * @throws AssertionError if it still has work after {@code mostTurns} turns
     */
    public void turn() {
        turn(0);
    }

    /**
     * Advances time and runs the producer at each instant at which it has work.
     *
     * @param time the time to advance; not negative
     * @throws AssertionError if this takes more than {@code mostTurns} turns
     */
    public void pass(Duration time) {
        long end = clock.monotonicNanos() + time.toNanos();
        int turns = turn(0);
        while (end - clock.monotonicNanos() > 0) {
            clock.advanceNanos(Math.min(Math.max(producer.nanosToNextWork(), 1), end - clock.monotonicNanos()));
            turns = turn(turns);
        }
    }

    /**
     * Advances time until no run is active. A run that was announced but not yet polled is not active: call
     * {@link #pass} first, or use {@link #run}.
     *
     * @throws AssertionError if a run is still active after {@code mostTurns} turns: it is paused, the answer to an
     *     envelope is held back, or its stream takes longer
     */
    public void runToEnd() {
        int turns = turn(0);
        while (!producer.runs().isEmpty()) {
            clock.advanceNanos(Math.max(producer.nanosToNextWork(), 1));
            turns = turn(turns);
        }
    }

    /**
     * Announces a world and advances time until no run is active.
     *
     * @param world the world whose READY to announce
     * @param bus the bus that the producer polls
     * @throws AssertionError as for {@link #runToEnd}
     */
    public void run(World world, ControlBus bus) {
        world.announceOn(bus);
        pass(A_POLL);
        runToEnd();
    }

    private int turn(int turnsBefore) {
        int turns = turnsBefore;
        do {
            if (++turns > mostTurns) {
                throw new AssertionError("no end after " + mostTurns + " turns; " + awaited());
            }
        } while (producer.doWork() > 0);
        return turns;
    }

    private String awaited() {
        String next = "the next work is in " + Duration.ofNanos(producer.nanosToNextWork()) + ", ";
        if (producer.runs().isEmpty()) {
            return next + "no run is active";
        }
        return next + producer.runs().stream().map(ProducerDriver::awaited).collect(Collectors.joining("; "));
    }

    private static String awaited(RunControl run) {
        RunProgress progress = run.progress();
        return "run " + run.runId() + " is " + progress.phase() + ", " + progress.inFlight() + " in flight, "
                + progress.events() + ", at event time " + progress.eventTime() + " of " + progress.lastEventTime()
                + ", speed " + progress.speed();
    }
}
