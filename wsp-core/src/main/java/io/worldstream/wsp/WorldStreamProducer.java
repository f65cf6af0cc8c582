package io.worldstream.wsp;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.QuarantineSink;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.engine.EngineThread;
import io.worldstream.wsp.internal.engine.ProducerEngine;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.StreamListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The outside world of a platform: on READY it replays the run's sealed events into the Ingestion Gate, in event time, none
 * early, none lost, each run once.
 *
 * <p>A host either lets it {@link #start} a thread of its own, or drives it itself by calling {@link #doWork} in turn from
 * one thread; then everything, reading included, is done within that call, and {@link #close} is called from that thread
 * too. The adapters are the host's: closing does not close them. Every other method may be called from any thread.
 */
public final class WorldStreamProducer implements AutoCloseable {
    /** How many runs are active at once unless the host says otherwise. */
    public static final int DEFAULT_MAX_RUNS = 16;

    private final BackgroundTasks tasks;
    private final EngineThread thread;
    private final ProducerEngine engine;

    private WorldStreamProducer(Builder from) {
        if (from.policy.outcomes().setsAside()) {
            required(from.quarantine, "quarantine, since its policy sets events or rows aside");
        }
        if (from.quarantine != null) {
            required(from.checkpoints, "checkpoints, since the evidence of its quarantine is fenced by their lease");
        }
        Clock clock = from.clock;
        OracleReader oracle = required(from.oracle, "oracle");
        Catalogue catalogue = required(from.catalogue, "catalogue");
        tasks = new BackgroundTasks(from.background, from.maxRuns);
        thread = new EngineThread(from.idleStrategy);
        engine = new ProducerEngine(
                required(from.readySource, "readySource"),
                from.topic,
                new Preparation(
                        new WorldAccess(
                                oracle,
                                new RowFormats(from.rowFormats),
                                from.policy,
                                from.spillSpace,
                                from.surveyStore),
                        catalogue,
                        new SealedReads(from.policy.readRetryBudget(), from.maxOpenParts, clock, tasks::mayBlock)),
                from.policy,
                from.maxRuns,
                required(from.ingress, "ingress"),
                from.listener,
                clock,
                from.checkpoints == null || from.lease == null
                        ? RunStore.inProcess(from.quarantine)
                        : RunStore.in(from.checkpoints, from.lease, from.quarantine),
                from.jitterSeed == null ? clock.monotonicNanos() : from.jitterSeed,
                tasks,
                thread::wakeUp);
    }

    /** Starts to put a producer together. Required: ready source, oracle, ingress and catalogue. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the thread that turns the engine, and those that do beside it what takes time. All are daemons.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        tasks.startThreads();
        thread.start(engine);
    }

    /**
     * One turn of the engine, for a host that drives it itself.
     *
     * @return how much was done; 0 if there is nothing to do now
     * @throws IllegalStateException if the producer was started
     * @throws RuntimeException or an {@code Error}, if the clock failed or the engine has a defect: every run has ended then
     */
    public int doWork() {
        thread.requireNotStarted();
        try {
            return engine.doWork();
        } catch (Throwable e) {
            engine.fail(e);
            throw e;
        }
    }

    /**
     * How long a host that drives the engine itself may wait before the next turn, if nothing else happens: no answer of
     * the gate, no command. Call it between turns.
     */
    public long nanosToNextWork() {
        return engine.nanosToNextWork();
    }

    /**
     * Has runs go on that halted, be it in this process or before, as if their READY had come again: for an operator who has
     * mended what halted them. Runs that are merely unfinished go on by themselves when a producer starts. Does not wait.
     */
    public void resumeHalted() {
        engine.resumeHalted();
    }

    /** A hold on a run that was taken and has not ended. */
    public Optional<RunControl> run(RunId runId) {
        return Optional.ofNullable(engine.controls().get(runId));
    }

    /** A hold on each run that was taken and has not ended. */
    public List<RunControl> runs() {
        return List.copyOf(engine.controls().values());
    }

    /**
     * Waits until everything that is on the bus now has been handled and no run is active.
     *
     * @throws WspException if the bus, or what is kept of runs, cannot be read
     * @throws IllegalStateException if there was a defect ({@link StreamListener#onFailed}), with the first one as its cause: at
     *     once if the bus cannot be asked because of it or it ended the engine, else when the other runs have ended; or if the
     *     producer was not started, or was closed
     * @throws InterruptedException if the waiting thread is interrupted; the producer goes on
     */
    public void awaitIdle() throws InterruptedException {
        thread.requireStarted();
        long ticket = engine.askAnew();
        thread.awaitTurn(() -> {
            engine.throwIfStuck();
            return engine.idleTicket() >= ticket;
        });
        engine.throwIfDefect();
    }

    /**
     * Releases nothing more, waits for what is in flight, saves where each run stands and lets it go, in ten seconds at most,
     * and stops the threads. A run that was streaming has no summary; the next start goes on with it. Closing twice does nothing.
     *
     * <p>Where the host drives the engine, there is nobody to wait: what is in flight is taken in if the host goes on to
     * turn the engine.
     */
    @Override
    public void close() {
        thread.stop(engine);
        tasks.close();
    }

    private static <T> T required(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalStateException("a producer needs " + name);
        }
        return part;
    }

    /** Collects a producer's parts. Not for use by several threads. */
    public static final class Builder {
        private static final int MOST_RUNS = 10_000;

        private @Nullable ReadySource readySource;
        private @Nullable OracleReader oracle;
        private @Nullable IngressSink ingress;
        private @Nullable Catalogue catalogue;
        private StreamPolicy policy = StreamPolicy.defaults();
        private StreamListener listener = StreamListener.NONE;
        private Clock clock = new SystemClock();
        private String topic = ControlMessage.DEFAULT_TOPIC;
        private final List<RowFormat> rowFormats = new ArrayList<>();
        private @Nullable SpillSpace spillSpace;
        private @Nullable SurveyStore surveyStore;
        private @Nullable CheckpointStore checkpoints;
        private @Nullable RunLease lease;
        private @Nullable QuarantineSink quarantine;
        private @Nullable Executor background;
        private int maxRuns = DEFAULT_MAX_RUNS;
        private IdleStrategy idleStrategy = IdleStrategy.park();
        private @Nullable Long jitterSeed;
        private int maxOpenParts = SealedReads.MAX_OPEN_PARTS;

        private Builder() {}

        /** Where READY signals come from. */
        public Builder readySource(ReadySource value) {
            readySource = Objects.requireNonNull(value);
            return this;
        }

        /** Where sealed objects are read. */
        public Builder oracle(OracleReader value) {
            oracle = Objects.requireNonNull(value);
            return this;
        }

        /** The only way out. */
        public Builder ingress(IngressSink value) {
            ingress = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Where the evidence of events that the policy sets aside is kept; required where it sets any aside. Needs
         * {@link #checkpoints}: evidence is written under the epoch of their lease.
         */
        public Builder quarantine(QuarantineSink value) {
            quarantine = Objects.requireNonNull(value);
            return this;
        }

        /** What outputs there are. */
        public Builder catalogue(Catalogue value) {
            catalogue = Objects.requireNonNull(value);
            return this;
        }

        /** What the host decides; the defaults if it decides nothing. */
        public Builder policy(StreamPolicy value) {
            policy = Objects.requireNonNull(value);
            return this;
        }

        /** Who hears of what happens. */
        public Builder listener(StreamListener value) {
            listener = Objects.requireNonNull(value);
            return this;
        }

        /** Time; the machine's clocks unless set. */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value);
            return this;
        }

        /** The topic that carries READY; {@value ControlMessage#DEFAULT_TOPIC} unless set. */
        public Builder topic(String value) {
            topic = Objects.requireNonNull(value);
            return this;
        }

        /** One more way in which rows may be stored; asked before those added later and before JSON Lines. */
        public Builder rowFormat(RowFormat value) {
            rowFormats.add(Objects.requireNonNull(value));
            return this;
        }

        /** Room for sorting what does not fit in memory; without it such a run halts with {@code LIMIT_EXCEEDED}. */
        public Builder spillSpace(SpillSpace value) {
            spillSpace = Objects.requireNonNull(value);
            return this;
        }

        /** Where surveys are kept, so that the next start of a world need not read it again; nowhere unless set. */
        public Builder surveyStore(SurveyStore value) {
            surveyStore = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Where runs save where they stand, and what keeps two hosts from streaming one run. Without them a run starts over
         * with each process, and the gate answers DUPLICATE for what it has.
         */
        public Builder checkpoints(CheckpointStore store, RunLease runLease) {
            checkpoints = Objects.requireNonNull(store);
            lease = Objects.requireNonNull(runLease);
            return this;
        }

        /**
         * Runs what takes time beside the lanes: reading, saving, polling. Tasks may run at once and in any order, and may
         * block. Unless set, {@link #start} makes threads for them, and a host that drives the engine does them within its
         * turns.
         */
        public Builder background(Executor value) {
            background = Objects.requireNonNull(value);
            return this;
        }

        /**
         * The most runs that are active at once, those that are paused or wait for a lease included; {@value #DEFAULT_MAX_RUNS}
         * unless set. Memory, threads and open parts grow with it: {@link #start} makes at most four threads for each run and
         * three more, beside those of surveys. READYs beyond the bound stay on the bus, in order, until a run ends.
         *
         * @throws IllegalArgumentException if it is not from 1 to 10,000
         */
        public Builder maxRuns(int value) {
            if (value < 1 || value > MOST_RUNS) {
                throw new IllegalArgumentException("maxRuns is " + value + ", but it is from 1 to " + MOST_RUNS);
            }
            maxRuns = value;
            return this;
        }

        /** How the thread that {@link #start} makes waits for due times; {@link IdleStrategy#park} unless set. */
        public Builder idleStrategy(IdleStrategy value) {
            idleStrategy = Objects.requireNonNull(value);
            return this;
        }

        /**
         * How many parts may be open at once, over all runs. Default: 256, a quarter of the 1,024
         * files that a process may commonly open. It bounds handles and never keeps a run from going on: where more are
         * needed, the part that was idle for longest is closed, and opened again when it is next read.
         *
         * @param value at least 1
         */
        public Builder maxOpenParts(int value) {
            maxOpenParts = SealedReads.requireOpenParts(value);
            return this;
        }

        /** Makes the jitter of retries repeatable, for simulations. */
        public Builder jitterSeed(long value) {
            jitterSeed = value;
            return this;
        }

        /**
         * The producer.
         *
         * @throws IllegalStateException if a required part is missing
         */
        public WorldStreamProducer build() {
            return new WorldStreamProducer(this);
        }
    }
}
