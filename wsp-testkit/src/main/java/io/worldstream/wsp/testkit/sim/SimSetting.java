package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment shared by the processes of a schedule: time, world, bus, gate and checks. One thread. */
final class SimSetting {
    private final long seed;
    private final SimOptions options;
    private final SimWorld world;
    private final SimWorld refused;
    private final SimScheduler time = new SimScheduler();
    private final SimTrace trace;
    private final SimChecks checks;
    private final SimBus bus;
    private final SimNetwork network;
    private final SimOracle oracle;
    private final SimSorted sorted;
    private final CheckpointStore disk;
    private final SimRates diskRates;
    private final SimLease lease;
    private final SimEvidence evidence;
    private final SimAudit audit;
    private final RunLedger ledger;
    private final SimOperator operator;
    private final SimSenders senders;
    private int processes;

    SimSetting(long seed, SimOptions options, SimAdapters adapters, boolean inWords) {
        this.seed = seed;
        this.options = options;
        world = SimWorld.of(options.input().world(), options.input().events());
        refused = SimWorld.refused(options.input().world() % 4);
        trace = new SimTrace(time, inWords);
        checks = new SimChecks(world, options.push().ordering(), trace);
        bus = new SimBus(time, rates("bus"), trace, checks, options.hosts().durable());
        GateModel gate = adapters.gate();
        network = new SimNetwork(
                time,
                options,
                rates("network"),
                trace,
                gate == null
                        ? new SimGate(world, options.faults(), rates("gate"), checks, time)
                        : new SimWatchedGate(gate, world, checks));
        oracle = new SimOracle(List.of(world, refused), rates("oracle"));
        sorted = new SimSorted(rates("sorted"));
        CheckpointStore given = adapters.checkpoints();
        disk = given == null ? new SimDisk() : given;
        diskRates = rates("disk");
        lease = new SimLease(
                time, trace, rates("lease"), Duration.ofMillis(options.hosts().termMillis()));
        evidence = new SimEvidence(world, trace, rates("evidence"), checks);
        audit = new SimAudit(this, rates("audit"));
        ledger = new RunLedger(disk, lease.undisturbed(), new SimClock(time, 0));
        operator = new SimOperator(this, rates("operator"));
        senders = new SimSenders(this, rates("senders"));
    }

    SimOptions options() {
        return options;
    }

    SimWorld world() {
        return world;
    }

    SimWorld refused() {
        return refused;
    }

    SimScheduler time() {
        return time;
    }

    SimTrace trace() {
        return trace;
    }

    SimChecks checks() {
        return checks;
    }

    SimBus bus() {
        return bus;
    }

    SimNetwork network() {
        return network;
    }

    SimOperator operator() {
        return operator;
    }

    SimSenders senders() {
        return senders;
    }

    SimLease lease() {
        return lease;
    }

    SimAudit audit() {
        return audit;
    }

    /** Returns the hosts' saved records of their runs, as seen by an operator. */
    RunLedger ledger() {
        return ledger;
    }

    int processes() {
        return processes;
    }

    /** Returns separate draws for one part. */
    SimRates rates(String part) {
        return new SimRates(time, options.faults(), seed, part);
    }

    /** Starts a process of a host. */
    SimProcess start(SimHost host) {
        return new SimProcess(this, host, processes++);
    }

    /** Creates the real producer. */
    WorldStreamProducer producer(SimProcess process, SimClock clock, SimBus.Subscription source, long jitterSeed) {
        WorldStreamProducer.Builder builder = WorldStreamProducer.builder()
                .readySource(source)
                .oracle(oracle)
                .ingress(new SimDoor(this, process))
                .catalogue(world.catalogue())
                .policy(world.namingContext(options.policy()))
                .listener(process)
                .clock(clock)
                .background(process)
                .jitterSeed(jitterSeed);
        if (options.input().keptSurvey()) {
            builder.surveyStore(world.surveys());
        }
        if (SimSorted.drawnIn(options)) {
            builder.sortedViews(sorted.of(process));
        }
        if (SimAudit.drawnIn(options)) {
            builder.auditSink(process.audit(), Map.of());
        }
        if (options.faults().rate(SimFault.CONTROL_BURST) > 0) {
            builder.control(process.control());
        }
        if (options.hosts().durable()) {
            builder.checkpoints(
                    new SimStore(disk, process, diskRates, trace, checks), lease.of(process), evidence.of(process));
        }
        return builder.build();
    }

    /** Returns the saved record of the run, if an intact one exists. */
    Optional<LedgerEntry> kept() {
        try {
            return ledger.entry(world.runId());
        } catch (WspException e) {
            return Optional.empty();
        }
    }

    /** Checks at the start of a process whether the run is halted; the process itself reports damaged records. */
    void lookAtTheRun() {
        kept().map(LedgerEntry::state).ifPresent(state -> {
            if (state == RunState.HALTED || state == RunState.REFUSED) {
                operator.onFoundHalted();
            } else if (state == RunState.COMPLETED) {
                checks.onCompleted();
            }
        });
    }

    void onFinished(RunSummary summary) {
        boolean streams = world.runId().equals(summary.runId());
        if (streams && (summary.status() == ReadyDisposition.HALTED || summary.status() == ReadyDisposition.REFUSED)) {
            operator.onStopped(summary);
        } else if (streams
                && summary.status() == ReadyDisposition.COMPLETED
                && options.hosts().durable()) {
            checkSavedAsCompleted();
        }
    }

    private void checkSavedAsCompleted() {
        boolean saved = ledger.entry(world.runId())
                .filter(entry -> entry.state() == RunState.COMPLETED)
                .isPresent();
        if (!saved) {
            checks.broken("I8", "the run is reported complete, but its saved record does not say so");
        }
    }
}
