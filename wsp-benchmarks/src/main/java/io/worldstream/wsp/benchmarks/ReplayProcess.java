package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Surveys a world and streams it to a sink that drops, in its own process, and prints the measurements as one line of
 * {@code key=value} pairs. Started by {@link ReplayComparison}.
 *
 * <p>Arguments: the world's folder, the sort budget in bytes, the fraction of the event-time span to skip (0 to 1), and
 * the number of passes; the last pass counts.
 */
public final class ReplayProcess {
    private ReplayProcess() {}

    public static void main(String[] args) throws IOException {
        Limits limits = Limits.builder().sortBytes(Long.parseLong(args[1])).build();
        double skipped = Double.parseDouble(args[2]);
        StoredWorld world = new StoredWorld(Path.of(args[0]), limits, List.of());
        for (int pass = 0; pass < Integer.parseInt(args[3]); pass++) {
            replay(world, skipped);
        }
    }

    private static void replay(StoredWorld world, double skipped) throws IOException {
        long start = System.nanoTime();
        Survey survey = world.survey();
        long surveyed = System.nanoTime();
        long first = survey.firstMicros() == null ? 0 : survey.firstMicros();
        long last = survey.lastMicros() == null ? 0 : survey.lastMicros();
        long fromMicros = first + (long) (skipped * (last - first));
        long seekStart = System.nanoTime();
        world.stream(survey, fromMicros, 1);
        long seeked = System.nanoTime();
        StoredWorld.Streamed streamed = world.stream(survey, Long.MIN_VALUE, Long.MAX_VALUE);
        long ended = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "events=%d survey_s=%.4f first_s=%.4f stream_s=%.4f digest=%s peak_rss_mb=%d%n",
                streamed.events(),
                (surveyed - start) / 1e9,
                (seeked - seekStart) / 1e9,
                (ended - seeked) / 1e9,
                streamed.digest(),
                MeasuredProcess.peakRssMebibytes("self"));
    }
}
