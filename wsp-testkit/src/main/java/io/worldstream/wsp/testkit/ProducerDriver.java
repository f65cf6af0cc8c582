package io.worldstream.wsp.testkit;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Drives a producer under a {@link ManualClock}, from one instant at which it has something to do to the next: no threads, no
 * waiting, the same course each time. For one thread; the producer must not be {@linkplain WorldStreamProducer#start
 * started}.
 *
 * <p>What does not end is an {@link AssertionError} that says what the producer waits for, after a million turns unless set
 * otherwise. An idle producer polls its bus ten times a second, so a run may take about a day of the clock's time: a stream
 * that is slower than that needs more turns, or a higher speed.
 */
public final class ProducerDriver {
    /** Longer than a producer waits between two polls of its bus. */
    private static final Duration A_POLL = Duration.ofMillis(100);

    private final WorldStreamProducer producer;
    private final ManualClock clock;
    private final int mostTurns;

    /** A driver that gives up after 1,000,000 turns. */
    public ProducerDriver(WorldStreamProducer producer, ManualClock clock) {
        this(producer, clock, 1_000_000);
    }

    /**
     * A driver.
     *
     * @param producer built with the clock
     * @param clock moved by this driver, and by a test between its calls
     * @param mostTurns calls of {@code doWork} that one call of this driver makes before it gives up; positive
     */
    public ProducerDriver(WorldStreamProducer producer, ManualClock clock, int mostTurns) {
        if (mostTurns < 1) {
            throw new IllegalArgumentException("the most turns are 1 or more, not " + mostTurns);
        }
        this.producer = producer;
        this.clock = clock;
        this.mostTurns = mostTurns;
    }

    /**
     * Lets the producer work until it has nothing to do at this instant; time stands still.
     *
     * @throws AssertionError if it never has
     */
    public void turn() {
        turn(0);
    }

    /**
     * Lets time pass, and the producer work at each instant at which it asks to.
     *
     * @param time how long; not negative
     * @throws AssertionError if it cannot be done in the turns that are allowed
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
     * Lets time pass until no run is active. A run that was announced and not yet polled is not: {@link #pass} a while
     * before, or use {@link #run}.
     *
     * @throws AssertionError if a run is still active after the turns that are allowed: it is paused, the answer to an
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
     * Announces a world and lets time pass until no run is active.
     *
     * @param world whose READY to announce
     * @param bus that the producer polls
     * @throws AssertionError as {@link #runToEnd}
     */
    public void run(World world, InMemoryReadySource bus) {
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
