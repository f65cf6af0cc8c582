package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The audit trails of all hosts, one chain each, which cannot be written now and then, or store a record whose answer is
 * lost. Checks that what a process does is on record before (I13). One thread.
 */
final class SimAudit {
    private final SimTrace trace;
    private final SimRates rates;
    private final SimChecks checks;
    private final boolean drawn;
    private final Map<SimHost, Chain> chains = new HashMap<>();

    SimAudit(SimTrace trace, SimRates rates, SimChecks checks, boolean drawn) {
        this.trace = trace;
        this.rates = rates;
        this.checks = checks;
        this.drawn = drawn;
    }

    /** Returns whether the hosts of a schedule with these options have an audit trail. */
    static boolean drawnIn(SimOptions options) {
        return options.faults().rate(SimFault.AUDIT_ERROR) > 0;
    }

    /** Returns the sink as seen by one process of a host. */
    View of(SimProcess process, SimHost host) {
        return new View(process, chains.computeIfAbsent(host, key -> new Chain()));
    }

    /** Verifies every chain. */
    void verify() {
        for (Chain chain : chains.values()) {
            AuditChain end = AuditChain.EMPTY;
            try {
                for (String line : chain.lines) {
                    end = AuditChain.endingWith(end.verify(line.getBytes(StandardCharsets.US_ASCII)));
                }
            } catch (BrokenException e) {
                checks.broken("I13", "record " + (end.seq() + 1) + " of an audit chain: " + e.getMessage());
            }
        }
    }

    private static final class Chain {
        private final List<String> lines = new ArrayList<>();
        private AuditChain end = AuditChain.EMPTY;

        AuditRecord store(AuditEntry entry) {
            AuditRecord record = end.next(entry);
            lines.add(AuditLine.write(record));
            end = AuditChain.endingWith(record);
            return record;
        }
    }

    /** The audit trail as seen by one process, and what this process has on record. */
    final class View implements AuditSink {
        private final SimProcess process;
        private final Chain chain;
        /** The kinds of records that this process has of a run. */
        private final Map<RunId, Set<AuditKind>> recorded = new HashMap<>();
        /** The records of control actions that are not in effect yet. */
        private final Map<RunId, Map<String, Integer>> actions = new HashMap<>();
        /** The kinds of records that it could not write. */
        private final Map<RunId, Set<AuditKind>> missed = new HashMap<>();

        private View(SimProcess process, Chain chain) {
            this.process = process;
            this.chain = chain;
        }

        @Override
        public AuditRecord append(AuditEntry entry) throws IOException {
            process.delicateMoment();
            if (rates.hits(SimFault.AUDIT_ERROR)) {
                if (rates.below(3) == 0) {
                    chain.store(entry);
                }
                note(missed, entry);
                throw new IOException("the audit trail does not answer");
            }
            AuditRecord record = chain.store(entry);
            trace.step(Step.AUDIT, process.number(), SimTrace.code(entry.kind()), record.seq());
            note(recorded, entry);
            noteAction(entry);
            process.delicateMoment();
            return record;
        }

        private void note(Map<RunId, Set<AuditKind>> kinds, AuditEntry entry) {
            RunId run = entry.runId();
            if (run != null) {
                kinds.computeIfAbsent(run, key -> EnumSet.noneOf(AuditKind.class))
                        .add(entry.kind());
            }
        }

        private void noteAction(AuditEntry entry) {
            RunId run = entry.runId();
            String action = entry.detail().get("action");
            if (run != null && action != null && entry.kind() != AuditKind.CONTROL_REFUSED) {
                actions.computeIfAbsent(run, key -> new HashMap<>()).merge(action, 1, Integer::sum);
            }
        }

        /** Called when the process answers that a control action is in effect. */
        void onInEffect(RunId run, ControlAction action) {
            Map<String, Integer> recordedActions = actions.getOrDefault(run, Map.of());
            if (drawn && recordedActions.getOrDefault(action.toString(), 0) < 1) {
                checks.broken("I13", "run " + run + ": " + action + " took effect without a record of its own");
            } else if (drawn) {
                recordedActions.merge(action.toString(), -1, Integer::sum);
            }
        }

        /** Called when the process pushes an event of a run. */
        void onPush(RunId run) {
            require(run, AuditKind.READY_ACCEPTED, AuditKind.LEASE_TAKEN, "an event left");
            require(run, AuditKind.PLANNED, AuditKind.PLANNED, "an event left");
            require(run, AuditKind.STARTED, AuditKind.STARTED, "an event left");
        }

        /** Called when the process saves the record of a run. */
        void onSaved(RunId run, RunState state) {
            switch (state) {
                case COMPLETED -> require(run, AuditKind.COMPLETED, AuditKind.COMPLETED, "it was saved as complete");
                case HALTED -> require(run, AuditKind.HALTED, AuditKind.HALTED, "it was saved as halted");
                case REFUSED ->
                    require(run, AuditKind.READY_REFUSED, AuditKind.READY_REFUSED, "it was saved as refused");
                default -> {}
            }
        }

        /** Called when the process reports the result of a run. */
        void onFinished(RunSummary summary) {
            RunId run = summary.runId();
            if (run == null || summary.reason() == ReasonCode.AUDIT_UNAVAILABLE) {
                return;
            }
            switch (summary.status()) {
                case COMPLETED -> require(run, AuditKind.COMPLETED, AuditKind.COMPLETED, "it was reported complete");
                case HALTED -> {
                    // A run that cannot be recorded as halted stops nevertheless, and its saved state stays.
                    Set<AuditKind> tried = missed.getOrDefault(run, Set.of());
                    if (!tried.contains(AuditKind.HALTED) && !tried.contains(AuditKind.LEASE_LOST)) {
                        require(run, AuditKind.HALTED, AuditKind.LEASE_LOST, "it was reported as halted");
                    }
                }
                case REFUSED ->
                    require(run, AuditKind.READY_REFUSED, AuditKind.READY_REFUSED, "it was reported refused");
                default -> {}
            }
        }

        private void require(RunId run, AuditKind one, AuditKind other, String what) {
            Set<AuditKind> kinds = recorded.getOrDefault(run, Set.of());
            if (drawn && !kinds.contains(one) && !kinds.contains(other)) {
                checks.broken("I13", "run " + run + ": " + what + " without a record of " + one.wireName());
            }
        }
    }
}
