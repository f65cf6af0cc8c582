package io.worldstream.wsp.internal.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.join.RunFacts;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.plan.OutputRole;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.Stamps;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.OutputPolicy;
import io.worldstream.wsp.policy.Provenance;
import io.worldstream.wsp.policy.ReadPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Derives the plan: a function of facts and policy, with a digest over everything that determines the stream.
 * Stateless.
 */
public final class Planner {
    /** Part of the digest, so that plans of another format version never share one. */
    private static final String FORMAT = "wsp.plan.v1";

    private final EnvelopePolicy envelope;
    private final ReadPolicy read;
    private final OutcomePolicy outcomes;
    private final OutputPolicy outputs;
    private final Limits limits;

    /** @param policy determines the outputs, which of their rows are streamed, and the contents of envelopes */
    public Planner(StreamPolicy policy) {
        this.envelope = policy.envelope();
        this.read = policy.read();
        this.outcomes = policy.outcomes();
        this.outputs = policy.admission().outputs();
        this.limits = policy.limits();
    }

    /** Returns the plan of a run. */
    public StreamPlan plan(RunFacts facts) {
        List<Target> targets = facts.targets().stream().map(this::target).toList();
        List<String> notes = notes(facts);
        Stamps stamps = envelope.provenance() == Provenance.PACK ? PackStamps.of(facts.pack(), notes) : Stamps.NONE;
        Hex64 digest = new Hex64(CanonicalJson.sha256Hex(describe(facts, targets, stamps)));
        return StreamPlan.builder(facts.pins(), digest)
                .targets(targets)
                .absent(facts.absent())
                .window(facts.window())
                .envelope(envelope)
                .stamps(envelope.provenance() == Provenance.PLAN ? Stamps.ofPlan(digest) : stamps)
                .neverStream(outputs.neverStream())
                .notes(notes)
                .build();
    }

    private Target target(RunFacts.Target target) {
        Catalogue.Output output = target.output();
        return Target.builder(output.outputId(), target.locatorPath(), target.locatorJson(), target.contentDigest())
                .role(target.role())
                .primaryKey(output.primaryKey())
                .gates(output.requiredGates())
                .instanceScoped(output.instanceScoped())
                .time(output.timeField(), output.timeFormat())
                .schemaVersion(envelope.schemaVersions().of(output.outputId()).orElse(null))
                .instanceReceiptRef(target.instanceReceiptRef())
                .build();
    }

    private List<String> notes(RunFacts facts) {
        List<String> notes = new ArrayList<>(facts.notes());
        for (OutputId output : facts.absent()) {
            notes.add("optional output " + output + " is absent: the engine produced none");
        }
        if (!outputs.contextOutputs().isEmpty()) {
            notes.add("context is streamed with the traffic: "
                    + facts.targets().stream()
                            .filter(target -> target.role() == OutputRole.CONTEXT)
                            .map(target -> target.output().outputId().value())
                            .toList()
                    + "; policy.never_stream is " + new TreeSet<>(outputs.neverStream()));
        }
        if (read.startAt() != null) {
            notes.add("the stream starts at " + read.startAt()
                    + " (policy.start_at): earlier events are not streamed, and the READY is settled regardless");
        }
        noteUnknown(read.maxDisorder().keySet(), "max_disorder", facts, notes);
        noteUnknown(envelope.payload().identityHints().byOutput().keySet(), "identity_hints", facts, notes);
        return notes;
    }

    private static void noteUnknown(Set<OutputId> named, String setting, RunFacts facts, List<String> notes) {
        for (OutputId output : new TreeSet<>(named)) {
            if (facts.targets().stream()
                    .noneMatch(target -> target.output().outputId().equals(output))) {
                notes.add(setting + " names " + output + ", which is not an output of this run");
            }
        }
    }

    private ObjectNode describe(RunFacts facts, List<Target> targets, Stamps stamps) {
        ObjectNode plan = JsonNodeFactory.instance.objectNode();
        plan.put("format", FORMAT);
        plan.set("pins", describe(facts.pins()));
        ArrayNode written = plan.putArray("targets");
        targets.forEach(target -> written.add(describe(target)));
        ArrayNode absent = plan.putArray("absent");
        facts.absent().forEach(output -> absent.add(output.value()));
        if (!outputs.contextOutputs().isEmpty()) {
            // As configured. The names that are never streamed do not change the stream.
            ArrayNode context = plan.putArray("context_outputs");
            new TreeSet<>(outputs.contextOutputs()).forEach(output -> context.add(output.value()));
        }
        TrafficWindow window = facts.window();
        if (window != null) {
            plan.putObject("window")
                    .put("start", window.start().toString())
                    .put("end", window.end().toString());
        }
        if (read.startAt() != null) {
            plan.put("start_at", read.startAt().toString());
        }
        if (outcomes.onBadRow() == OnBadRow.DEAD_LETTER) {
            plan.put("on_bad_row", "quarantine"); // the value that plan digests have always held
            // Other limits dead-letter other rows. If bad rows are refused, the limits do not change the stream.
            plan.put("max_row_depth", limits.maxRowDepth());
            plan.put("max_key_bytes", limits.maxKeyBytes());
        }
        plan.put("payload_profile", lower(envelope.payloadProfile()));
        plan.put("event_id", lower(envelope.eventIdRecipe()));
        plan.put("envelope_contract", lower(envelope.contract()));
        plan.put("producer", envelope.producer());
        if (envelope.provenance() == Provenance.PLAN) {
            // Not the stamps themselves: they are made of this digest.
            plan.put("provenance", lower(envelope.provenance()));
        }
        if (!stamps.equals(Stamps.NONE)) {
            plan.putObject("stamps").put("trace_id", stamps.traceId()).put("span_id", stamps.spanId());
        }
        return plan;
    }

    private static ObjectNode describe(Pins pins) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("manifest_fingerprint", pins.manifestFingerprint().value());
        node.put("parameter_hash", pins.parameterHash().value());
        node.put("seed", pins.seed());
        node.put("scenario_id", pins.scenarioId());
        node.put("run_id", pins.runId().value());
        if (pins.platformRunId() != null && pins.scenarioRunId() != null) {
            node.put("platform_run_id", pins.platformRunId());
            node.put("scenario_run_id", pins.scenarioRunId().value());
        }
        return node;
    }

    private ObjectNode describe(Target target) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("output_id", target.outputId().value());
        node.put("locator", target.locatorJson());
        node.put("content_digest", target.contentDigest().value());
        target.primaryKey().forEach(node.putArray("primary_key")::add);
        target.gates().forEach(node.putArray("gates")::add);
        node.put("instance_receipt", target.instanceReceiptRef());
        node.put("time_field", target.timeField());
        node.put("time_format", lower(target.timeFormat()));
        node.put("schema_version", target.schemaVersion());
        SortedMap<String, String> hints = envelope.payload().identityHints().of(target.outputId());
        if (!hints.isEmpty()) {
            ObjectNode written = node.putObject("identity_hints");
            hints.forEach(written::put);
        }
        return node;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
