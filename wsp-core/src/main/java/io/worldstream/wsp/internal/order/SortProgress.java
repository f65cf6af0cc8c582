package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs how far the sort of an output is, with an estimate of the time left. A row counts twice: when it is read, and
 * when it is merged. Any thread may use it.
 */
final class SortProgress {
    private static final Logger LOG = LoggerFactory.getLogger(SortProgress.class);

    /** The rows between two looks at the clock. */
    private static final int STEP_ROWS = 8192;

    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final OutputId output;
    private final long steps;
    private final Clock clock;
    private final long startNanos;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextNanos;

    /** @param rows the number of rows */
    SortProgress(OutputId output, long rows, Clock clock) {
        this.output = output;
        this.clock = clock;
        steps = 2 * rows;
        startNanos = clock.monotonicNanos();
        nextNanos = new AtomicLong(startNanos + INTERVAL_NANOS);
        LOG.info("{}: sorting {}, whose parts are not in order of event time", output, LogText.count(rows, "row"));
    }

    /** Counts a row of one thread; {@code rows} is the number of rows that the thread has counted before. */
    void step(long rows) {
        if (rows % STEP_ROWS == STEP_ROWS - 1) {
            look(done.addAndGet(STEP_ROWS));
        }
    }

    private void look(long sofar) {
        long now = clock.monotonicNanos();
        long next = nextNanos.get();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
            long secondsLeft = Math.round((now - startNanos) / 1e9 * Math.max(0, steps - sofar) / sofar);
            LOG.info(
                    "{}: sorted {} %, about {} left",
                    output, Math.min(99, 100 * sofar / Math.max(1, steps)), LogText.count(secondsLeft, "second"));
        }
    }

    /** Logs the end of the sort. */
    void end(long viewBytes) {
        LOG.info(
                "{}: sorted in {} ms; the sorted view has {}",
                output,
                (clock.monotonicNanos() - startNanos) / 1_000_000,
                LogText.count(viewBytes, "byte"));
    }
}
