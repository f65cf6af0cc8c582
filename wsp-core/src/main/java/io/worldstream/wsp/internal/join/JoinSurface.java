package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.AdmissionPolicy;
import io.worldstream.wsp.policy.RunScope;
import io.worldstream.wsp.policy.StreamPolicy;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks a READY and its facts view against each other, the catalogue, the policy and the proofs (contracts 1, 2, 4,
 * 13; design 4). Reports all findings at once. Opens no output (I3): it reads only the facts view and, once everything else
 * agrees, the passed flags of the required gates.
 *
 * <p>Blocks on the oracle. Immutable; any thread may use it.
 */
public final class JoinSurface {
    private final Generation generation;
    private final SmallObjects objects;
    private final FactsViewReader reader;
    private final RunChecks runChecks;
    private final TargetChecks targetChecks;
    private final GateEvidence gateEvidence;
    private final RunScope scope;
    private final int maxDocumentBytes;
    private final int maxFindings;

    /**
     * @param oracle resolves and reads references
     * @param catalogue describes the outputs
     * @param policy which runs are admitted, in which generation, and the budgets
     */
    public JoinSurface(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
        AdmissionPolicy admission = policy.admission();
        generation = Generation.of(policy.envelope().contract());
        objects = new SmallObjects(oracle);
        reader = new FactsViewReader(generation, admission.ignorableFactsFields());
        runChecks = new RunChecks(generation, admission.deliveryModeAbsent());
        targetChecks = new TargetChecks(catalogue, oracle, admission);
        gateEvidence = new GateEvidence(objects);
        scope = policy.security().scope();
        maxDocumentBytes = policy.limits().maxDocumentBytes();
        maxFindings = policy.limits().maxFindings();
    }

    /** Checks a READY and the documents that it refers to. */
    public JoinResult check(ReadySignal ready) {
        Findings findings = Findings.ofDocument(maxFindings);
        generation.checkSignal(ready, findings);
        ScopeChecks.outside(ready, scope).forEach(findings::add);
        if (!findings.isEmpty()) {
            return new JoinResult.Refused(findings.all());
        }
        byte[] bytes = factsViewBytes(ready, findings);
        FactsView view = bytes == null ? null : reader.read(bytes, findings);
        if (view == null) {
            return new JoinResult.Refused(findings.all());
        }
        runChecks.check(ready, view, findings);
        if (!ScopeChecks.check(view, scope, findings)) {
            return new JoinResult.Refused(findings.all());
        }
        TargetChecks.Result targets = targetChecks.check(view, findings);
        if (findings.isEmpty()) {
            gateEvidence.check(targets.neededReceipts(), findings);
        }
        if (!findings.isEmpty()) {
            return new JoinResult.Refused(findings.all());
        }
        return new JoinResult.Joined(new RunFacts(
                pins(view.pins()),
                targets.targets(),
                targets.absent(),
                window(view.window()),
                pack(ready.announcement(), view.identity().platform()),
                notes(view, targets)));
    }

    /** Merges the references to the pack, which agree on the fields that both have. */
    private static @Nullable OraclePackRef pack(
            @Nullable PlatformAnnouncement announcement, @Nullable PlatformFacts platform) {
        OraclePackRef announced = announcement == null ? null : announcement.oraclePackRef();
        OraclePackRef viewed = platform == null ? null : platform.oraclePackRef();
        return viewed == null ? announced : viewed.completedBy(announced);
    }

    private byte @Nullable [] factsViewBytes(ReadySignal ready, Findings findings) {
        try {
            return objects.read(new SealedReference(RootKind.OBJECT_STORE, ready.factsViewRef()), maxDocumentBytes);
        } catch (WspException e) {
            ReasonCode code = switch (e.code()) {
                case OBJECT_MISSING, OBJECT_UNREADABLE -> ReasonCode.FACTS_UNREADABLE;
                default -> e.code();
            };
            findings.add(code, "ready#/payload/facts_view_ref", e.getMessage());
            return null;
        }
    }

    private static Pins pins(PinValues pins) {
        String scenarioRunId = (String) pins.values().get("scenario_run_id");
        return new Pins(
                new Hex64(text(pins, "manifest_fingerprint")),
                new Hex64(text(pins, "parameter_hash")),
                (BigInteger) Objects.requireNonNull(pins.values().get(PinValues.SEED)),
                text(pins, "scenario_id"),
                new RunId(text(pins, "run_id")),
                (String) pins.values().get("platform_run_id"),
                scenarioRunId == null ? null : new RunId(scenarioRunId));
    }

    private static String text(PinValues pins, String field) {
        return (String) Objects.requireNonNull(pins.values().get(field), field);
    }

    private static @Nullable TrafficWindow window(FactsView.@Nullable Window window) {
        return window == null ? null : new TrafficWindow(instant(window.startMicros()), instant(window.endMicros()));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private List<String> notes(FactsView view, TargetChecks.Result targets) {
        List<String> notes = new ArrayList<>(targets.notes());
        if (generation.namesDeliveryMode() && view.deliveryMode() == null) {
            notes.add("the facts view has no traffic_delivery_mode; policy.delivery_mode_absent treats it as STREAM");
        }
        return notes;
    }
}
