package io.worldstream.wsp.runner.report;

import java.time.Duration;
import java.util.Locale;

/** Formats durations in words: the two largest units that are not zero. Stateless. */
final class DurationWords {
    private DurationWords() {}

    static String of(Duration duration) {
        long days = duration.toDays();
        if (days > 0) {
            return days + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return String.format(Locale.ROOT, "%.6f s", duration.toNanos() / 1e9);
    }
}
