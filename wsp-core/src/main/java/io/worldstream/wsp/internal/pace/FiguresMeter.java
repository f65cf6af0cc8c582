package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.report.StreamFigures;
import io.worldstream.wsp.report.SustainableRate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Measures a stream's demand on the gate, event by event in order and without waiting. The duration comes from the
 * {@link Pacer} itself, run on simulated wall time. One thread.
 */
public final class FiguresMeter {
    private static final int HISTOGRAM_SPANS = 24;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MICROS_PER_MINUTE = 60_000_000L;

    private final PacingPolicy policy;
    private final long anchorMicros;
    private final Pacer pacer;
    /** Paces as if nothing but time held an event, or null at speed max. */
    private final @Nullable Pacer demand;

    private final BusiestSpan second = new BusiestSpan(NANOS_PER_SECOND);
    private final BusiestSpan minute = new BusiestSpan(60 * NANOS_PER_SECOND);
    private final BusiestSpan eventMinute = new BusiestSpan(MICROS_PER_MINUTE);
    private final BusiestSpan instant = new BusiestSpan(1);
    private final long[] histogram = new long[HISTOGRAM_SPANS];
    private final long firstMicros;
    private final long spanMicros;
    private long events;
    private long nowNanos;
    private long demandNanos;
    private long beforeMicros;
    private long longestGapMicros;
    private long longestGapFrom;

    /**
     * @param policy the pacing of the stream
     * @param anchorMicros the simulated time at which the stream starts
     * @param firstMicros an event time at or before that of the first event
     * @param lastMicros an event time at or after that of the last event
     */
    public FiguresMeter(PacingPolicy policy, long anchorMicros, long firstMicros, long lastMicros) {
        this.policy = policy;
        this.anchorMicros = anchorMicros;
        this.firstMicros = firstMicros;
        spanMicros = (lastMicros - firstMicros) / HISTOGRAM_SPANS + 1;
        pacer = new Pacer(policy);
        demand = policy.speedup().isMax() ? null : new Pacer(policy.withRateSchedule(null));
    }

    /** Counts the next event. */
    public void add(long tsMicros) {
        if (events == 0) {
            pacer.start(anchorMicros, 0);
            if (demand != null) {
                demand.start(anchorMicros, 0);
            }
        } else if (tsMicros - beforeMicros > longestGapMicros) {
            longestGapMicros = tsMicros - beforeMicros;
            longestGapFrom = beforeMicros;
        }
        events++;
        beforeMicros = tsMicros;
        instant.add(tsMicros);
        eventMinute.add(tsMicros);
        histogram[(int) ((tsMicros - firstMicros) / spanMicros)]++;
        if (demand != null) {
            demandNanos = release(demand, tsMicros, demandNanos);
            second.add(demandNanos);
            minute.add(demandNanos);
        }
        nowNanos = release(pacer, tsMicros, nowNanos);
    }

    /** Releases the event as if the gate answered at once and no wake-up were late; returns when it leaves. */
    private static long release(Pacer pacer, long tsMicros, long beforeNanos) {
        long now = beforeNanos;
        pacer.onHead(tsMicros, now);
        long releaseNanos = pacer.releaseNanos(now);
        while (releaseNanos > now) {
            pacer.hold(pacer.waitCause(now), now);
            now = releaseNanos;
            releaseNanos = pacer.releaseNanos(now);
        }
        pacer.release(now);
        return now;
    }

    /**
     * Returns the figures.
     *
     * @param rate the rate that the stream sustains, or null if it was not asked for
     */
    public StreamFigures figures(@Nullable SustainableRate rate) {
        boolean bounded = demand != null || policy.rateSchedule() != null;
        return StreamFigures.builder(
                        instant(firstMicros),
                        Duration.of(spanMicros, ChronoUnit.MICROS),
                        Arrays.stream(histogram).boxed().toList())
                .longestGap(
                        Duration.of(longestGapMicros, ChronoUnit.MICROS),
                        longestGapMicros == 0 ? null : instant(longestGapFrom))
                .largestBurst(instant.most(), events == 0 ? null : instant(instant.from()))
                .busiestMinute(eventMinute.most(), events == 0 ? null : instant(eventMinute.from()))
                .peaks(demand == null ? null : (Long) second.most(), demand == null ? null : (Long) minute.most())
                .sustainableSpeed(sustainableSpeed())
                .expectedDuration(bounded ? Duration.ofNanos(nowNanos) : null)
                .sustainableRate(rate)
                .build();
    }

    private @Nullable BigDecimal sustainableSpeed() {
        RateSchedule cap = policy.rateSchedule();
        if (cap == null || events == 0) {
            return null;
        }
        BigDecimal lowest = cap.segments().stream()
                .map(RateSchedule.Segment::eventsPerSecond)
                .min(BigDecimal::compareTo)
                .orElseThrow();
        return lowest.multiply(BigDecimal.valueOf(60))
                .divide(BigDecimal.valueOf(eventMinute.most()), new MathContext(3, RoundingMode.DOWN));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
