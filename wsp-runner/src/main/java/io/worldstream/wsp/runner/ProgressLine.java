package io.worldstream.wsp.runner;

import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.report.RunProgress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Formats a run's progress as one line of at most 79 characters: event time, fraction, events per second, achieved
 * speed, in flight, time left. Rates cover the last few seconds. Not thread-safe.
 */
final class ProgressLine {
    private static final int BAR_CELLS = 12;
    private static final int MAX_CHARS = 79;
    private static final int SAMPLES = 16;
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * Returns the current line.
     *
     * @param progress the progress of the run
     * @param nowNanos the monotonic time
     */
    String at(RunProgress progress, long nowNanos) {
        if (progress.phase() == Phase.PREPARING) {
            return "checking proofs, digests and rows ...";
        }
        long settled = progress.events().settled();
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(nowNanos, settled));
        double fraction = progress.events().planned() == 0
                ? 1
                : (double) settled / progress.events().planned();
        int cells = (int) (fraction * BAR_CELLS);
        Instant eventTime = progress.eventTime();
        StringBuilder line = new StringBuilder(MAX_CHARS)
                .append(eventTime == null ? "-" : TO_THE_SECOND.format(eventTime))
                .append(" [")
                .append("#".repeat(cells))
                .append(".".repeat(BAR_CELLS - cells))
                .append(String.format(Locale.ROOT, "] %.1f%% %,.0f/s", fraction * 100, eventsPerSecond()));
        Double achieved = progress.achievedSpeed();
        if (achieved != null) {
            line.append(String.format(Locale.ROOT, " x%,.0f", achieved));
        }
        line.append(' ').append(progress.inFlight()).append(" out");
        line.append(progress.phase() == Phase.PAUSED ? " paused" : left(progress));
        return line.length() <= MAX_CHARS ? line.toString() : line.substring(0, MAX_CHARS);
    }

    private double eventsPerSecond() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long nanos = last.nanos - first.nanos;
        return nanos <= 0 ? 0 : (last.settled - first.settled) * 1e9 / nanos;
    }

    /** Estimates from the schedule if possible, otherwise from the rate. */
    private String left(RunProgress progress) {
        Double achieved = progress.achievedSpeed();
        Instant now = progress.eventTime();
        Instant end = progress.lastEventTime();
        double seconds = Double.NaN;
        if (!progress.speed().isMax() && achieved != null && achieved > 0 && now != null && end != null) {
            seconds = Duration.between(now, end).toSeconds() / achieved;
        } else if (eventsPerSecond() > 0) {
            seconds = (progress.events().planned() - progress.events().settled()) / eventsPerSecond();
        }
        return Double.isNaN(seconds) ? "" : " " + words((long) Math.ceil(seconds)) + " left";
    }

    private static String words(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
    }

    private record Sample(long nanos, long settled) {}
}
