package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.internal.lease.LeaseSession;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.report.SavedPosition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the progress of a run: at each change of its phase or of a lasting condition, and otherwise every 50 ms.
 * Confined to the lane's thread, except for {@link #current}.
 */
final class ProgressBoard {
    private static final long INTERVAL_NANOS = 50_000_000L;

    private final Pacer pacer;
    private final RunReporter reporter;
    private long publishedNanos;
    private volatile RunProgress current;

    ProgressBoard(Pacer pacer, RunReporter reporter) {
        this.pacer = pacer;
        this.reporter = reporter;
        current = RunProgress.builder(Phase.PREPARING, pacer.speedup()).build();
    }

    /** Returns the progress that was published last. Safe from any thread. */
    RunProgress current() {
        return current;
    }

    /**
     * Publishes the progress if it is time to.
     *
     * @param stream the stream, or null before it starts
     * @param session the lease, or null before it is acquired
     */
    void update(Phase phase, @Nullable RunStream stream, @Nullable LeaseSession session, long nowNanos) {
        boolean changed = reporter.takeChanged() || phase != current.phase();
        if (!changed && nowNanos - publishedNanos <= INTERVAL_NANOS) {
            return;
        }
        publishedNanos = nowNanos;
        RunProgress.Builder progress = RunProgress.builder(phase, pacer.speedup())
                .rateCap(pacer.rateSchedule())
                .pausedSince(reporter.pausedSince())
                .gateAwaySince(reporter.gateAwaySince());
        if (session != null) {
            progress.saved(position(session.saved()))
                    .checkpointFailingSince(session.saveFailing() ? reporter.checkpointFailingSince() : null);
        }
        if (stream != null) {
            Long last = stream.survey().lastMicros();
            progress.events(stream.counts())
                    .open(stream.out(), stream.retries())
                    .eventTimes(stream.meter().lastEventTime(), last == null ? null : instant(last))
                    .achievedSpeed(stream.meter().achievedSpeed())
                    .lateness(pacer.lateness())
                    .idleGaps(pacer.idleGaps());
        }
        current = progress.build();
    }

    private static @Nullable SavedPosition position(@Nullable RunRecord saved) {
        if (saved == null) {
            return null;
        }
        Cursor cursor = saved.cursor();
        Instant eventTime = cursor.events() == 0 ? null : instant(cursor.tsMicros());
        return SavedPosition.of(cursor.events(), eventTime, cursor.lastEvent(), saved.savedAt());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
