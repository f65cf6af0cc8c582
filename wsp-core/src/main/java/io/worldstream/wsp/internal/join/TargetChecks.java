package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.FactsViewReader.DOCUMENT;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.json.CanonicalJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks each traffic target: catalogue, locator, gates, instance receipt, reach (contracts 2 to 4). Blocks on the
 * oracle.
 */
final class TargetChecks {
    private final Catalogue catalogue;
    private final OracleReader oracle;
    private final boolean allowUngated;

    TargetChecks(Catalogue catalogue, OracleReader oracle, boolean allowUngated) {
        this.catalogue = catalogue;
        this.oracle = oracle;
        this.allowUngated = allowUngated;
    }

    /** The targets; complete only if there are no findings. */
    record Result(
            List<RunFacts.TrafficTarget> targets,
            List<OutputId> absent,
            Set<FactsView.GateReceipt> neededReceipts,
            List<String> notes) {}

    Result check(FactsView view, Findings findings) {
        Result result = new Result(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>(), new ArrayList<>());
        List<String> traffic = view.trafficOutputs();
        for (String name : traffic) {
            OutputId outputId = new OutputId(name);
            Optional<Catalogue.Output> output = catalogue.find(outputId);
            if (output.isEmpty()) {
                findings.add(ReasonCode.OUTPUT_UNKNOWN, DOCUMENT + "/output_roles/" + name, "is not in the catalogue");
            } else {
                checkTarget(view, output.get(), result, findings);
            }
        }
        if (traffic.isEmpty()) {
            findings.add(
                    ReasonCode.NO_TRAFFIC_TARGETS,
                    DOCUMENT + "/output_roles",
                    "no output has the role business_traffic");
        } else if (result.absent().size() == traffic.size()) {
            findings.add(
                    ReasonCode.NO_TRAFFIC_TARGETS,
                    DOCUMENT + "/locators",
                    "all traffic outputs are optional and absent: " + LogText.segment(String.join(", ", traffic)));
        }
        return result;
    }

    private void checkTarget(FactsView view, Catalogue.Output output, Result result, Findings findings) {
        String role = DOCUMENT + "/output_roles/" + output.outputId();
        List<FactsView.Locator> locators = view.locators().stream()
                .filter(locator -> locator.outputId().equals(output.outputId().value()))
                .toList();
        if (locators.isEmpty()) {
            if (output.optional()) {
                result.absent().add(output.outputId());
                return;
            }
            findings.add(
                    ReasonCode.LOCATOR_MISSING, role, "has no locator, and the catalogue does not declare it optional");
        }
        if (output.primaryKey().isEmpty()) {
            findings.add(
                    ReasonCode.PRIMARY_KEY_MISSING,
                    role,
                    "has no primary_key in the catalogue: all its events would have one id");
        }
        checkGates(view, output, role, result, findings);
        if (locators.isEmpty()) {
            return;
        }
        FactsView.Locator locator = locators.get(0);
        if (locators.size() > 1) {
            checkRepeated(locators, result, findings);
        }
        FactsView.InstanceReceipt receipt = checkInstance(view, output, locator, role, findings);
        List<OraclePart> parts = checkReach(locator, findings);
        if (locator.digest() == null) {
            if (!locator.node().has("content_digest")) {
                findings.add(
                        ReasonCode.CONTENT_DIGEST_MISSING,
                        locator.pointer(),
                        "a traffic output needs a content_digest: " + output.outputId());
            }
        } else if (locator.path() != null) {
            result.targets()
                    .add(new RunFacts.TrafficTarget(
                            output,
                            locator.path(),
                            CanonicalJson.write(locator.node()),
                            locator.digest(),
                            parts,
                            receipt == null ? null : receipt.receiptPath()));
        }
    }

    private static void checkRepeated(List<FactsView.Locator> locators, Result result, Findings findings) {
        FactsView.Locator first = locators.get(0);
        int same = 1;
        for (FactsView.Locator other : locators.subList(1, locators.size())) {
            if (other.node().equals(first.node())) {
                same++;
            } else {
                findings.add(
                        ReasonCode.LOCATOR_DUPLICATE,
                        other.pointer(),
                        "is a locator of " + first.outputId() + " that differs from " + first.pointer());
            }
        }
        if (same > 1) {
            String often = same == 2 ? "twice" : same + " times";
            result.notes().add("the locator of " + first.outputId() + " is repeated (" + often + "); it counts once");
        }
    }

    private void checkGates(FactsView view, Catalogue.Output output, String role, Result result, Findings findings) {
        if (output.requiredGates().isEmpty() && !allowUngated) {
            findings.add(
                    ReasonCode.GATE_MISSING,
                    role,
                    "the catalogue requires no gate for it, and policy.allow_ungated is false");
        }
        for (String gate : output.requiredGates()) {
            List<FactsView.GateReceipt> receipts = view.gateReceipts().stream()
                    .filter(receipt -> receipt.gateId().equals(gate))
                    .toList();
            if (receipts.isEmpty()) {
                findings.add(
                        ReasonCode.GATE_MISSING,
                        DOCUMENT + "/gate_receipts",
                        "no receipt of gate " + LogText.quote(gate) + ", which " + output.outputId() + " requires");
            }
            for (FactsView.GateReceipt receipt : receipts) {
                result.neededReceipts().add(receipt);
                if (!receipt.pass()) {
                    findings.add(
                            ReasonCode.GATE_NOT_PASSED,
                            receipt.pointer() + "/status",
                            "gate " + LogText.quote(gate) + ", which " + output.outputId() + " requires, is not PASS");
                }
            }
        }
    }

    private static FactsView.@Nullable InstanceReceipt checkInstance(
            FactsView view, Catalogue.Output output, FactsView.Locator locator, String role, Findings findings) {
        List<FactsView.InstanceReceipt> receipts = view.instanceReceipts().stream()
                .filter(receipt -> receipt.outputId().equals(output.outputId().value()))
                .toList();
        if (!output.instanceScoped()) {
            return receipts.isEmpty() ? null : receipts.get(0);
        }
        if (receipts.isEmpty()) {
            String scope = output.scope().isEmpty()
                    ? "has no scope in its catalogue entry, so it needs an instance receipt, and has none"
                    : "is instance-scoped and has no instance receipt";
            findings.add(ReasonCode.INSTANCE_RECEIPT_MISSING, role, scope);
            return null;
        }
        for (FactsView.InstanceReceipt receipt : receipts) {
            if (!receipt.pass()) {
                findings.add(ReasonCode.INSTANCE_RECEIPT_NOT_PASSED, receipt.pointer() + "/status", "must be PASS");
            }
            if (receipt.targetRef() != null && !receipt.targetRef().equals(locator.node())) {
                findings.add(
                        ReasonCode.INSTANCE_RECEIPT_MISMATCH,
                        receipt.pointer() + "/target_ref",
                        "is not the locator of " + output.outputId() + ", field for field");
            }
            Hex64 digest = receipt.targetDigest();
            if (digest != null && locator.digest() != null && !digest.equals(locator.digest())) {
                findings.add(
                        ReasonCode.INSTANCE_RECEIPT_MISMATCH,
                        receipt.pointer() + "/target_digest",
                        "is " + digest + ", but the locator's content_digest is " + locator.digest());
            }
        }
        return receipts.get(0);
    }

    /** Resolves the parts without opening them: reach and existence are known before anything is read. */
    private List<OraclePart> checkReach(FactsView.Locator locator, Findings findings) {
        if (locator.path() == null) {
            return List.of();
        }
        try {
            return oracle.resolve(new SealedReference(RootKind.ORACLE, locator.path()));
        } catch (WspException e) {
            findings.add(e.code(), locator.pointer() + "/path", e.getMessage());
            return List.of();
        } catch (IOException e) {
            findings.add(
                    ReasonCode.OBJECT_UNREADABLE,
                    locator.pointer() + "/path",
                    "the parts cannot be listed: " + e.getMessage());
            return List.of();
        }
    }
}
