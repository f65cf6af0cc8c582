package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.Speedup;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the cost of pacing per event: its due time, one check before it is due, one when it is due, its release. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PacerBenchmark {
    /** Even speeds, and one whose due times are not whole nanoseconds. */
    @Param({"1", "333.333333333", "86400"})
    String speedup = "1";

    private Pacer pacer = new Pacer(PacingPolicy.DEFAULTS);
    private long gapMicros;
    private long tsMicros;
    private long nowNanos;

    /** Starts a new pacer. */
    @Setup
    public void start() {
        Speedup speed = Speedup.of(speedup);
        pacer = new Pacer(PacingPolicy.DEFAULTS.withSpeedup(speed).withRateCap(new BigDecimal("1000000")));
        gapMicros = Math.max(new BigDecimal(speed.toString()).longValue(), 1) * 10;
        pacer.start(0, 0);
    }

    /** Paces one event. */
    @Benchmark
    public long release() {
        tsMicros += gapMicros;
        pacer.onHead(tsMicros, nowNanos);
        long due = pacer.releaseNanos(nowNanos);
        pacer.hold(pacer.waitCause(nowNanos), nowNanos);
        nowNanos = due;
        pacer.releaseNanos(nowNanos);
        return pacer.release(nowNanos);
    }
}
