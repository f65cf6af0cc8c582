package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.lease.HeldRun;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.source.Preparation.Planning;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.policy.AdmissionPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveStoppedException;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the quarantined events of a run again, under the run's lease: reads them from the sealed world after all checks of
 * a run, compares each with its record, pushes it as a stream would, and appends the outcome to its record. Blocks.
 * Immutable and thread-safe.
 */
public final class Redriver {
    private final Parts parts;

    /** @param parts the parts of the host */
    public Redriver(Parts parts) {
        this.parts = parts;
    }

    /**
     * Sends the open events of a run.
     *
     * @param chosen the events to send; all that are open if it is empty
     * @param each receives each outcome once it is durable, on the calling thread
     * @throws IOException if the saved record, the lease or the dead letters cannot be read
     * @throws IllegalArgumentException if the run has no saved record, or a chosen event no record of its quarantine
     * @throws WspException {@code LEASE_HELD} if a host holds the run
     * @throws RedriveStoppedException if the calling thread is interrupted; what was sent is recorded
     */
    public RedriveSummary run(RunId run, Set<EventId> chosen, Consumer<RedrivenEvent> each) throws IOException {
        try (HeldRun held = HeldRun.take(parts.store(), run, parts.clock())) {
            RunRecord record = held.record();
            if (record == null) {
                throw new IllegalArgumentException("run " + run + " has no saved record");
            }
            OpenQuarantine open = OpenQuarantine.read(parts.letters(), run, chosen);
            RedriveStream stream = new RedriveStream(parts, held, run, open, each);
            try {
                RedriveSummary summary = sendAndCount(record, open, stream, held);
                return chosen.isEmpty() ? withMissing(record, open, summary) : summary;
            } catch (CancellationException e) {
                throw new RedriveStoppedException(stream.stopped(), e);
            }
        }
    }

    /** Sends, and saves what was brought to the bus however that ends. */
    private RedriveSummary sendAndCount(RunRecord record, OpenQuarantine open, RedriveStream stream, HeldRun held)
            throws IOException {
        try {
            return open.size() == 0 ? stream.summary() : send(record, open, stream, held);
        } catch (IOException | WspException e) {
            // An interrupt that comes during a call fails the call.
            if (!Thread.currentThread().isInterrupted()) {
                throw e;
            }
            throw (CancellationException) new CancellationException("interrupted: " + e.getMessage()).initCause(e);
        } finally {
            // An interrupted thread could neither wait for answers nor save.
            boolean interrupted = Thread.interrupted();
            stream.close();
            count(record, held, open.landed() + stream.landed());
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RedriveSummary send(RunRecord record, OpenQuarantine open, RedriveStream stream, HeldRun held)
            throws IOException {
        AdmissionPolicy admission = parts.policy().admission();
        if (record.ready().isOutOfScopeOf(admission)) {
            return stream.refused(List.of(Summaries.outOfScope(record.ready(), admission)));
        }
        Planning planning = parts.preparation().plan(record.ready(), held);
        if (planning instanceof Planning.Refused refused) {
            return stream.refused(refused.violations());
        }
        Planning.Planned planned = (Planning.Planned) planning;
        Hex64 digest = planned.plan().digest();
        if (!digest.equals(record.plan().digest())) {
            return stream.refused(List.of(Summaries.planChanged(record, digest, "to redrive it")));
        }
        SurveyResult result =
                parts.preparation().survey(planned, Runtime.getRuntime().availableProcessors(), held);
        if (result instanceof SurveyResult.Refused refused) {
            return stream.refused(refused.violations());
        }
        record(record, open);
        stream.send(planned.plan(), ((SurveyResult.Surveyed) result).survey());
        return stream.summary();
    }

    /**
     * Records in the audit trail that events are about to be sent again.
     *
     * @throws WspException {@code AUDIT_UNAVAILABLE} or {@code AUDIT_CORRUPT} if they must not be
     */
    private void record(RunRecord record, OpenQuarantine open) {
        AuditSink audit = parts.audit();
        if (audit == null) {
            return;
        }
        AuditEntry entry = AuditEntry.builder(AuditKind.REDRIVEN, parts.clock().wallTime())
                .run(record.ready().runId())
                .position(record.cursor().events())
                .detail("events", String.valueOf(open.size()))
                .build();
        try {
            audit.append(entry);
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.AUDIT_UNAVAILABLE, "the redrive could not be recorded: " + e.getMessage(), e);
        }
    }

    /** Halts a redrive of all open events that would pass for complete although some of them have no record here. */
    private RedriveSummary withMissing(RunRecord record, OpenQuarantine open, RedriveSummary summary) {
        long missing = record.cursor().outcomes().quarantined() - open.recorded();
        if (missing <= 0 || summary.status() != ReadyDisposition.COMPLETED) {
            return summary;
        }
        Violation why = new Violation(
                ReasonCode.QUARANTINE_UNAVAILABLE,
                "run",
                LogText.count(missing, "event") + " that the gate quarantined " + (missing == 1 ? "has" : "have")
                        + " no record in "
                        + parts.letters().describe(record.ready().runId())
                        + ": the run streamed with another dead_letter.root, or without one");
        return new RedriveSummary(summary.runId(), ReadyDisposition.HALTED, summary.events(), List.of(why));
    }

    /**
     * Saves how many quarantined events are on the bus by now, if more than before. Records that are not here do not take
     * an event from the bus.
     */
    private void count(RunRecord record, HeldRun held, long landed) throws IOException {
        RunRecord counted = record.redriven(landed, held.epoch(), parts.clock().wallTime());
        if (!held.lost() && counted.cursor().redriven() > record.cursor().redriven()) {
            held.save(counted);
        }
    }

    /**
     * The parts of the host.
     *
     * @param preparation turns a READY into a plan and its events
     * @param policy the host's policy
     * @param sink receives the envelopes
     * @param store the saved records and leases of runs
     * @param letters the dead letters
     * @param clock the only source of time
     * @param audit records what is about to be sent, or null
     */
    public record Parts(
            Preparation preparation,
            StreamPolicy policy,
            IngressSink sink,
            RunStore store,
            DeadLetterStore letters,
            Clock clock,
            @Nullable AuditSink audit) {}
}
