package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.report.RunProgress.Phase;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redraws the progress of active runs four times per second, on its own thread. */
final class ProgressBar implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressBar.class);
    private static final long PERIOD_MILLIS = 250;

    private final StatusLine terminal;
    private final Supplier<List<RunControl>> runs;
    private final Clock clock;
    private final Map<RunId, ProgressLine> lines = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Creates a progress bar.
     *
     * @param terminal the line to draw
     * @param runs the runs to show
     * @param clock the clock for rates
     */
    ProgressBar(StatusLine terminal, Supplier<List<RunControl>> runs, Clock clock) {
        this.terminal = terminal;
        this.runs = runs;
        this.clock = clock;
    }

    void start() {
        Thread thread = new Thread(this::redraw, "wsp-progress");
        thread.setDaemon(true);
        thread.start();
    }

    /** Draws once; visible for tests. */
    void draw() throws IOException {
        List<RunControl> active = runs.get().stream()
                .filter(run -> run.progress().phase() != Phase.ENDED)
                .toList();
        lines.keySet().retainAll(active.stream().map(RunControl::runId).toList());
        if (active.isEmpty()) {
            terminal.erase();
            return;
        }
        RunControl run = active.get(0);
        RunProgress progress = run.progress();
        String line =
                lines.computeIfAbsent(run.runId(), id -> new ProgressLine()).at(progress, clock.monotonicNanos());
        terminal.draw(active.size() == 1 ? line : line + " (+" + (active.size() - 1) + ")");
    }

    private void redraw() {
        try {
            while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                draw();
            }
        } catch (IOException e) {
            LOG.debug("the progress bar cannot be drawn", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.warn("the progress bar ended because of a defect; the stream continues", e);
        }
    }

    /** Stops drawing and erases the line. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        terminal.erase();
    }
}
