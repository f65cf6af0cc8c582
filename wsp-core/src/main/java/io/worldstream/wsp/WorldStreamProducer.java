package io.worldstream.wsp;

import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.engine.EngineThread;
import io.worldstream.wsp.internal.engine.ProducerEngine;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.run.AuditTrail;
import io.worldstream.wsp.internal.run.RunContext;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.StreamListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A platform's outside world: on READY, replays the run's sealed events into the Ingestion Gate in event-time order. No
 * event leaves early, no event is lost, and each run is streamed once.
 *
 * <p>A host either calls {@link #start}, which runs the producer on a thread of its own, or drives it by calling {@link
 * #doWork} repeatedly from one thread. In the second case all work, reads included, is done within that call unless a
 * {@link Builder#background background executor} is set, and {@link #close} must be called from the same thread. All
 * other methods may be called from any thread. The host owns the adapters: closing the producer closes none of them but
 * the {@linkplain Builder#control control source}.
 */
public final class WorldStreamProducer implements AutoCloseable {
    /** The default for {@link Builder#maxRuns}: how many runs are active at once. */
    public static final int DEFAULT_MAX_RUNS = 16;

    private final BackgroundTasks tasks;
    private final EngineThread thread;
    private final ProducerEngine engine;
    private final @Nullable ControlSource control;

    private WorldStreamProducer(Builder from) {
        StreamPolicy policy = from.policy;
        Clock clock = from.clock;
        RunStore store = from.store == null ? RunStore.inProcess() : from.store;
        boolean deadLettersLost = policy.outcomes().deadLetters() && !store.recordsDeadLetters();
        RequiredParts required =
                RequiredParts.of(from.readySource, from.oracle, from.ingress, from.catalogue, deadLettersLost);
        RowFormats formats = new RowFormats(from.rowFormats);
        WorldAccess access = new WorldAccess(
                        required.oracle(), formats, policy.limits(), from.spillSpace, from.surveyStore)
                .withViews(from.sortedStore);
        tasks = new BackgroundTasks(from.background, from.maxRuns);
        thread = new EngineThread(from.idleStrategy);
        SealedReads reads = new SealedReads(policy.read().retryBudget(), from.maxOpenParts, clock, tasks::mayBlock);
        AuditTrail audit =
                new AuditTrail(from.auditSink, tasks, policy.checkpoint().patience(), thread::wakeUp);
        RunContext context = new RunContext(
                new Preparation(access, required.catalogue(), reads, policy),
                policy,
                new RunContext.Ports(required.ingress(), store, from.listener, audit, from.hostDetails),
                clock,
                from.jitterSeed == null ? clock.monotonicNanos() : from.jitterSeed,
                tasks,
                thread::wakeUp);
        String topic = Objects.requireNonNull(required.source().topic(), "the topic of the ready source");
        engine = new ProducerEngine(required.source(), topic, from.maxRuns, context);
        control = from.control;
        if (control != null) {
            control.open(engine.desk());
        }
    }

    /** Returns a builder. Required: ready source, oracle, ingress and catalogue. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the engine thread and the threads that run blocking work for it. All are daemon threads. If the engine thread
     * cannot be created, throws what the JVM throws; the producer is then not started, and may be started later.
     *
     * @throws IllegalStateException if the producer was already started or closed
     */
    public void start() {
        tasks.startThreads();
        thread.start(engine);
    }

    /**
     * Runs one duty cycle, for a host that drives the engine itself.
     *
     * @return the amount of work done; 0 if there is nothing to do now
     * @throws IllegalStateException if the producer was started
     * @throws RuntimeException or an {@code Error}, if the clock fails or the engine has a defect; every run has then
     *     ended
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
     * Returns the nanoseconds that a host which drives the engine itself may wait before the next call to {@link
     * #doWork}, unless the gate answers or a command is given first. Call it between duty cycles.
     */
    public long nanosToNextWork() {
        return engine.nanosToNextWork();
    }

    /**
     * Resumes halted runs, from this process or an earlier one, and runs that {@link RunControl#stop} ended, as if
     * their READY had been published again. For operators who have fixed the cause. Runs that an earlier process left
     * unfinished resume without it when a producer starts. Returns at once.
     */
    public void resumeHalted() {
        engine.resumeHalted();
    }

    /** Returns the control of a run, or an empty result if the run was not accepted or has ended. */
    public Optional<RunControl> run(RunId runId) {
        return Optional.ofNullable(engine.controls().get(runId));
    }

    /** Returns the controls of all runs that were accepted and have not ended. */
    public List<RunControl> runs() {
        return List.copyOf(engine.controls().values());
    }

    /**
     * Blocks until everything on the bus at the time of the call has been handled and no run is active.
     *
     * @throws WspException if the bus or the run records cannot be read, once no run is active
     * @throws IllegalStateException if the producer was not started or was closed; or after a defect ({@link
     *     StreamListener#onFailed}), with the first one as its cause. After a defect it is thrown at once if the bus
     *     can no longer be read or the engine has ended, otherwise when the other runs have ended
     * @throws InterruptedException if the waiting thread is interrupted; the producer keeps running
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
     * Stops the producer: sends no further events, drains what is in flight, saves each run's position and releases its
     * lease, all within ten seconds, and stops the threads. A run that was streaming gets no summary, is reported by
     * {@link StreamListener#onStopped}, and resumes at the next start. Closing a second time has no effect.
     *
     * <p>If the host drives the engine, this method does not wait: answers to events in flight are taken in only if the
     * host keeps calling {@link #doWork}.
     */
    @Override
    public void close() {
        if (control != null) {
            control.close();
        }
        thread.stop(engine);
        tasks.close();
    }

    /** Builds a producer. Not thread-safe. */
    public static final class Builder {
        private @Nullable ReadySource readySource;
        private @Nullable OracleReader oracle;
        private @Nullable IngressSink ingress;
        private @Nullable Catalogue catalogue;
        private StreamPolicy policy = StreamPolicy.defaults();
        private StreamListener listener = StreamListener.NONE;
        private Clock clock = new SystemClock();
        private final List<RowFormat> rowFormats = new ArrayList<>();
        private @Nullable SpillSpace spillSpace;
        private @Nullable SurveyStore surveyStore;
        private @Nullable SortedStore sortedStore;
        private @Nullable RunStore store;
        private @Nullable AuditSink auditSink;
        private Map<String, String> hostDetails = Map.of();
        private @Nullable ControlSource control;
        private @Nullable Executor background;
        private int maxRuns = DEFAULT_MAX_RUNS;
        private IdleStrategy idleStrategy = IdleStrategy.park();
        private @Nullable Long jitterSeed;
        private int maxOpenParts = SealedReads.MAX_OPEN_PARTS;

        private Builder() {}

        /**
         * Sets the source of READY signals. Messages that name another topic than {@link ReadySource#topic} are ignored.
         * Required.
         */
        public Builder readySource(ReadySource value) {
            readySource = Objects.requireNonNull(value, "readySource");
            return this;
        }

        /** Sets the reader of sealed objects. Required. */
        public Builder oracle(OracleReader value) {
            oracle = Objects.requireNonNull(value, "oracle");
            return this;
        }

        /** Sets the sink that events are pushed to. Required. */
        public Builder ingress(IngressSink value) {
            ingress = Objects.requireNonNull(value, "ingress");
            return this;
        }

        /** Sets the catalogue of outputs. Required. */
        public Builder catalogue(Catalogue value) {
            catalogue = Objects.requireNonNull(value, "catalogue");
            return this;
        }

        /**
         * Sets the policy. Default: {@link StreamPolicy#defaults}.
         *
         * @throws IllegalArgumentException if its groups {@linkplain StreamPolicy#requireConsistent contradict} each
         *     other
         */
        public Builder policy(StreamPolicy value) {
            policy = value.requireConsistent();
            return this;
        }

        /** Sets the listener. Default: {@link StreamListener#NONE}. */
        public Builder listener(StreamListener value) {
            listener = Objects.requireNonNull(value, "listener");
            return this;
        }

        /** Sets the clock. Default: the machine's clocks. */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value, "clock");
            return this;
        }

        /** Adds a row format. Formats are asked in the order in which they are added, and JSON Lines last. */
        public Builder rowFormat(RowFormat value) {
            rowFormats.add(Objects.requireNonNull(value, "rowFormat"));
            return this;
        }

        /**
         * Sets the space for sorting rows that do not fit in memory. Default: none; a run that needs it then halts with
         * {@code LIMIT_EXCEEDED}.
         */
        public Builder spillSpace(SpillSpace value) {
            spillSpace = Objects.requireNonNull(value, "spillSpace");
            return this;
        }

        /**
         * Sets the store for surveys, which spares the next start of a world from reading it again. Default: none.
         */
        public Builder surveyStore(SurveyStore value) {
            surveyStore = Objects.requireNonNull(value, "surveyStore");
            return this;
        }

        /**
         * Sets the store for sorted views: parts that are out of order are sorted once, on all cores. Later starts read
         * the view in place of the parts, whatever {@code survey_trust} says. Default: none; each start sorts anew.
         */
        public Builder sortedViews(SortedStore value) {
            sortedStore = Objects.requireNonNull(value, "sortedViews");
            return this;
        }

        /**
         * Sets the store that runs save their position to, and the lease that keeps two hosts from streaming one run.
         * Default: none; every run then starts over with each process, and the gate answers DUPLICATE for events that
         * it already has.
         */
        public Builder checkpoints(CheckpointStore checkpoints, RunLease runLease) {
            store = RunStore.in(checkpoints, runLease, null);
            return this;
        }

        /**
         * Sets the store, the lease and the sink for dead letters, which are written under the epoch of that lease.
         * Required if the policy dead-letters events or rows; otherwise as {@link #checkpoints(CheckpointStore,
         * RunLease)}.
         */
        public Builder checkpoints(CheckpointStore checkpoints, RunLease runLease, DeadLetterSink deadLetterSink) {
            store = RunStore.in(checkpoints, runLease, Objects.requireNonNull(deadLetterSink, "deadLetterSink"));
            return this;
        }

        /**
         * Sets the sink that records each action before it takes effect ({@code docs/audit.md}); one that cannot be recorded
         * does not happen. Default: none.
         *
         * @param host at most 31 details of the record that the host started, such as its release
         */
        public Builder auditSink(AuditSink value, Map<String, String> host) {
            auditSink = Objects.requireNonNull(value, "auditSink");
            hostDetails = Map.copyOf(host);
            return this;
        }

        /**
         * Sets the executor for blocking work off the lanes' thread: reading, saving and polling. Tasks may block, run
         * concurrently and run in any order. Default: {@link #start} creates threads for them; a host that drives the
         * engine runs them within its own duty cycles.
         */
        public Builder background(Executor value) {
            background = Objects.requireNonNull(value, "background");
            return this;
        }

        /**
         * Sets how many runs may be active at once. Default: {@value #DEFAULT_MAX_RUNS}. Memory, threads and open parts
         * grow with it: {@link #start} creates at most four threads for each run and four more, plus those of surveys.
         * READYs beyond the bound stay on the bus, in order, until a run ends.
         *
         * <p>A paused run counts as active: it holds its lease, its memory and its open parts, and a {@link
         * RunControl#resume} takes effect at once. {@link RunControl#stop} gives its place to another run. A run that
         * another host has held for a minute does not count: it takes a place again when that host releases it, before
         * further READYs do. At most {@code maxRuns} such runs, or 64 if that is more, wait at once.
         *
         * @throws IllegalArgumentException if the value is not from 1 to 10,000
         */
        public Builder maxRuns(int value) {
            maxRuns = BackgroundTasks.requireRuns(value);
            return this;
        }

        /** Sets how the thread that {@link #start} creates waits for due times. Default: {@link IdleStrategy#park}. */
        public Builder idleStrategy(IdleStrategy value) {
            idleStrategy = Objects.requireNonNull(value, "idleStrategy");
            return this;
        }

        /**
         * Sets how many parts may be open at once, over all runs. Default: 256, a quarter of the 1,024 files that a
         * process may commonly open. It bounds file handles and never blocks a run: when more parts are needed, the one
         * that has been idle longest is closed, and reopened when it is next read.
         *
         * @param value at least 1
         */
        public Builder maxOpenParts(int value) {
            maxOpenParts = SealedReads.requireOpenParts(value);
            return this;
        }

        /**
         * Sets the source of operators' commands; see {@link RunControl#apply} for their effect. The producer opens it when
         * it is built, and closes it when it is closed. Default: none.
         */
        public Builder control(ControlSource value) {
            control = Objects.requireNonNull(value, "control");
            return this;
        }

        /** Sets the seed of the retry jitter, which makes simulations repeatable. Default: drawn from the clock. */
        public Builder jitterSeed(long value) {
            jitterSeed = value;
            return this;
        }

        /**
         * Returns the producer.
         *
         * @throws IllegalStateException if required parts are missing; the message names all of them
         * @throws WspException {@code CONFIG_INVALID} if the policy's producers do not list the host's principal; or if the
         *     {@linkplain #control control source} cannot be opened
         */
        public WorldStreamProducer build() {
            return new WorldStreamProducer(this);
        }
    }
}
