package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.adapter.file.FileSortedStore;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Starts a world up to its first envelope, on all cores and at the default budgets, in its own process, and prints the
 * measurements as one line of {@code key=value} pairs. Started by {@link ReplayComparison}.
 *
 * <p>Arguments: the world's folder; the folder of sorted views, or {@code none} to survey the world and stop; the
 * fraction of the event-time span to skip (0 to 1).
 */
public final class StartProcess {
    private StartProcess() {}

    public static void main(String[] args) throws IOException {
        boolean surveyOnly = args[1].equals("none");
        double skipped = Double.parseDouble(args[2]);
        long start = System.nanoTime();
        StoredWorld world = new StoredWorld(
                Path.of(args[0]),
                Limits.DEFAULTS,
                List.of(),
                surveyOnly ? null : new FileSortedStore(Path.of(args[1])));
        Survey survey = world.survey(Runtime.getRuntime().availableProcessors());
        long prepared = System.nanoTime();
        if (!surveyOnly) {
            long first = survey.firstMicros() == null ? 0 : survey.firstMicros();
            long last = survey.lastMicros() == null ? 0 : survey.lastMicros();
            world.stream(survey, first + (long) (skipped * (last - first)), 1);
        }
        long ended = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "prepared_s=%.4f first_s=%.4f peak_rss_mb=%d%n",
                (prepared - start) / 1e9,
                (ended - start) / 1e9,
                MeasuredProcess.peakRssMebibytes("self"));
    }
}
