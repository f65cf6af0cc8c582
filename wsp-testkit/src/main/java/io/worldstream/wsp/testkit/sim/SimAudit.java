package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The audit trails of all hosts, one chain each, which cannot be written now and then, or store a record whose answer is
 * lost (I13). One thread.
 */
final class SimAudit {
    private final SimSetting setting;
    private final SimRates rates;
    private final boolean drawn;
    private final SimSpans down;
    private final Map<SimHost, Chain> chains = new HashMap<>();

    SimAudit(SimSetting setting, SimRates rates) {
        this.setting = setting;
        this.rates = rates;
        drawn = drawnIn(setting.options());
        down = new SimSpans(setting.time(), setting.options().faults(), SimFault.AUDIT_DOWN, rates);
    }

    /** Returns whether the hosts of a schedule with these options have an audit trail. */
    static boolean drawnIn(SimOptions options) {
        return options.faults().rate(SimFault.AUDIT_ERROR) > 0
                || options.faults().rate(SimFault.AUDIT_DOWN) > 0;
    }

    /** Returns the sink as seen by one process of a host. */
    View of(SimProcess process, SimHost host) {
        return new View(process, chains.computeIfAbsent(host, key -> new Chain()));
    }

    /** Verifies every chain, from its first record to its head. */
    void verify() {
        for (Chain chain : chains.values()) {
            AuditChain end = AuditChain.EMPTY;
            try {
                for (String line : chain.lines) {
                    end = AuditChain.endingWith(end.verify(line.getBytes(StandardCharsets.US_ASCII)));
                }
            } catch (BrokenException e) {
                setting.checks().broken("I13", "record " + (end.seq() + 1) + " of an audit chain: " + e.getMessage());
                return;
            }
            if (!end.equals(chain.end)) {
                setting.checks().broken("I13", "an audit chain ends at " + end + ", and its head is at " + chain.end);
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

    /** The audit trail as seen by one process. */
    final class View implements AuditSink {
        private final SimProcess process;
        private final Chain chain;
        private final SimOnRecord onRecord;

        private View(SimProcess process, Chain chain) {
            this.process = process;
            this.chain = chain;
            onRecord = new SimOnRecord(setting, drawn);
        }

        /** Returns what the process has on record. */
        SimOnRecord onRecord() {
            return onRecord;
        }

        @Override
        public AuditRecord append(AuditEntry entry) throws IOException {
            process.delicateMoment();
            onRecord.onAppend(entry);
            if (down.now() || rates.hits(SimFault.AUDIT_ERROR)) {
                if (rates.below(3) == 0) {
                    chain.store(entry);
                }
                onRecord.onMissed(entry);
                throw new IOException("the audit trail does not answer");
            }
            AuditRecord record = chain.store(entry);
            setting.trace().step(Step.AUDIT, process.number(), SimTrace.code(entry.kind()), record.seq());
            onRecord.onRecorded(entry);
            process.delicateMoment();
            return record;
        }
    }
}
