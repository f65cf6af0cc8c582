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
import io.worldstream.wsp.api.support.NearestName;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.plan.OutputRole;
import io.worldstream.wsp.policy.AdmissionPolicy;
import io.worldstream.wsp.policy.OutputPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks each output that a run is to stream, traffic and context alike: catalogue, locator, gates, instance receipt,
 * reach (contracts 2 to 4, 13). Blocks on the oracle.
 */
final class TargetChecks {
    private final Catalogue catalogue;
    private final OracleReader oracle;
    private final boolean allowUngated;
    private final OutputPolicy outputs;

    /** @param policy determines the context outputs, the outputs that are never streamed, and whether gates are needed */
    TargetChecks(Catalogue catalogue, OracleReader oracle, AdmissionPolicy policy) {
        this.catalogue = catalogue;
        this.oracle = oracle;
        this.allowUngated = policy.allowUngated();
        this.outputs = policy.outputs();
    }

    /** The targets; complete only if there are no findings. */
    record Result(
            List<RunFacts.Target> targets,
            List<OutputId> absent,
            Set<FactsView.GateReceipt> neededReceipts,
            List<String> notes) {}

    Result check(FactsView view, Findings findings) {
        Result result = new Result(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>(), new ArrayList<>());
        Set<OutputId> traffic = new TreeSet<>();
        view.trafficOutputs().forEach(name -> traffic.add(new OutputId(name)));
        if (traffic.isEmpty()) {
            // A legal view, which lacks nothing: its context has no traffic to go with.
            findings.add(
                    ReasonCode.NO_TRAFFIC_TARGETS,
                    DOCUMENT + "/output_roles",
                    "no output has the role business_traffic");
            return result;
        }
        for (Wanted wanted : wanted(traffic, result.notes())) {
            check(view, wanted, result, findings);
        }
        if (result.absent().containsAll(traffic)) {
            findings.add(
                    ReasonCode.NO_TRAFFIC_TARGETS,
                    DOCUMENT + "/locators",
                    "all traffic outputs are optional and absent: "
                            + LogText.segment(
                                    traffic.stream().map(OutputId::value).collect(Collectors.joining(", "))));
        }
        return result;
    }

    /** Returns the outputs to stream in ascending order of their ids. */
    private List<Wanted> wanted(Set<OutputId> traffic, List<String> notes) {
        List<Wanted> wanted = new ArrayList<>();
        Set<OutputId> all = new TreeSet<>(outputs.contextOutputs());
        all.addAll(traffic);
        for (OutputId output : all) {
            boolean isTraffic = traffic.contains(output);
            wanted.add(new Wanted(output, isTraffic ? OutputRole.TRAFFIC : OutputRole.CONTEXT));
            if (isTraffic && outputs.contextOutputs().contains(output)) {
                notes.add("policy.context_outputs names " + output + ", which is traffic of this run; it counts once");
            }
        }
        return wanted;
    }

    private void check(FactsView view, Wanted wanted, Result result, Findings findings) {
        if (outputs.isNeverStreamed(wanted.outputId())) {
            // A context output with such a name is refused with the policy itself.
            findings.add(
                    ReasonCode.CONFIG_INVALID,
                    wanted.path(),
                    "is business_traffic, but policy.never_stream " + new TreeSet<>(outputs.neverStream())
                            + " excludes it; if it is no truth product, change policy.never_stream");
        }
        Optional<Catalogue.Output> output = catalogue.find(wanted.outputId());
        if (output.isEmpty()) {
            findings.add(
                    ReasonCode.OUTPUT_UNKNOWN, wanted.path(), "is not in the catalogue" + nearest(wanted.outputId()));
        } else {
            checkTarget(view, output.get(), wanted, result, findings);
        }
    }

    private String nearest(OutputId unknown) {
        List<String> known = catalogue.outputs().keySet().stream()
                .map(OutputId::value)
                .sorted()
                .toList();
        return known.isEmpty()
                ? ", which has no outputs"
                : "; the nearest output there is " + NearestName.of(unknown.value(), known);
    }

    /** An output to stream, and why. */
    private record Wanted(OutputId outputId, OutputRole role) {
        /** Returns the place that asks for the output, for findings. */
        String path() {
            return (role == OutputRole.TRAFFIC ? DOCUMENT + "/output_roles/" : "policy.context_outputs/") + outputId;
        }
    }

    private void checkTarget(FactsView view, Catalogue.Output output, Wanted wanted, Result result, Findings findings) {
        String role = wanted.path();
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
                        "a " + wanted.role().name().toLowerCase(Locale.ROOT) + " output needs a content_digest: "
                                + output.outputId());
            }
        } else if (locator.path() != null) {
            result.targets()
                    .add(new RunFacts.Target(
                            wanted.role(),
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
