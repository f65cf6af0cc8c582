package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.FactsViewReader.DOCUMENT;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.AdmissionPolicy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documents under {@code policy.envelope_contract: v1} (contracts 13). */
final class SecondGeneration implements Generation {
    private static final String PLATFORM_RUN = "platform_run_id";
    private static final String SCENARIO_RUN = "scenario_run_id";
    private static final String CONFIG_DIGEST = "run_config_digest";
    private static final int MAX_ID = 1024;
    private static final Set<String> RUN_FIELDS = Set.of(PLATFORM_RUN, SCENARIO_RUN);
    private static final Set<String> FACTS_FIELDS = FactsViewReader.union(RUN_FIELDS, PlatformFields.NAMES);
    private static final Set<String> PIN_FIELDS = FactsViewReader.union(PinValues.FIELDS, RUN_FIELDS);
    private static final Set<String> READY_FIELDS = FactsViewReader.union(
            FACTS_FIELDS,
            Set.of(
                    "run_id",
                    "facts_view_ref",
                    "bundle_hash",
                    "message_id",
                    "manifest_fingerprint",
                    "parameter_hash",
                    "scenario_id",
                    "plan_hash",
                    "emitted_at_utc"));

    @Override
    public @Nullable String whyForeign(String document, DocumentObject object, Set<String> ignorable) {
        return RUN_FIELDS.stream().anyMatch(object::has)
                ? null
                : otherGeneration(document, "has neither platform_run_id nor scenario_run_id");
    }

    private static String otherGeneration(String document, String why) {
        return "is a " + document + " of the platform's first generation (it " + why
                + "), and policy.envelope_contract is v1; set it to v0";
    }

    @Override
    public Set<String> readyFields() {
        return READY_FIELDS;
    }

    @Override
    public @Nullable PlatformAnnouncement readAnnouncement(DocumentObject payload, @Nullable String messageId) {
        String platformRun = payload.text(
                PLATFORM_RUN, true, AdmissionPolicy.PLATFORM_RUN_ID, "platform_ and a time such as 20260201T000000Z");
        String scenarioRun = payload.hex32(SCENARIO_RUN, true);
        checkMessageId(payload, messageId);
        Hex64 configDigest = payload.hex64(CONFIG_DIGEST, true);
        Hex64 manifest = payload.hex64("manifest_fingerprint", true);
        Hex64 parameters = payload.hex64("parameter_hash", true);
        String scenario = payload.text("scenario_id", true);
        payload.hex64("plan_hash", false);
        PlatformFields.checkRelease(payload);
        Hex64 provenanceDigest = PlatformFields.provenanceDigest(payload);
        if (provenanceDigest != null && configDigest != null && !provenanceDigest.equals(configDigest)) {
            payload.finding(
                    ReasonCode.PIN_MISMATCH,
                    "provenance/" + CONFIG_DIGEST,
                    "is " + provenanceDigest + ", but READY's run_config_digest is " + configDigest);
        }
        OraclePackRef pack = PlatformFields.packRef(payload);
        String run = payload.node().path("run_id").asText();
        if (scenarioRun != null && DocumentObject.HEX32.matcher(run).matches() && !scenarioRun.equals(run)) {
            payload.finding(ReasonCode.RUN_ID_MISMATCH, SCENARIO_RUN, notTheRun(scenarioRun, run));
        }
        if (platformRun == null
                || scenarioRun == null
                || configDigest == null
                || manifest == null
                || parameters == null
                || scenario == null) {
            return null;
        }
        return PlatformAnnouncement.builder(platformRun, new RunId(scenarioRun))
                .runConfigDigest(configDigest)
                .world(manifest, parameters, scenario)
                .oraclePackRef(pack)
                .build();
    }

    private static void checkMessageId(DocumentObject payload, @Nullable String messageId) {
        Hex64 announced = payload.hex64("message_id", true);
        if (announced != null && messageId != null && !announced.value().equals(messageId)) {
            payload.fault(
                    "message_id",
                    "is " + announced + ", but the message_id of the message is " + LogText.quote(messageId));
        }
    }

    private static String notTheRun(Object scenarioRun, Object run) {
        return "is " + scenarioRun + ", but the run is " + run;
    }

    @Override
    public void checkSignal(ReadySignal ready, Findings findings) {
        PlatformAnnouncement announced = ready.announcement();
        if (announced == null) {
            Generation.refuseSignal(findings, otherGeneration("READY", "announces no platform run"));
        } else if (!announced.scenarioRunId().equals(ready.runId())) {
            findings.add(
                    ReasonCode.RUN_ID_MISMATCH,
                    PAYLOAD + "/" + SCENARIO_RUN,
                    notTheRun(announced.scenarioRunId(), ready.runId()));
        }
    }

    @Override
    public Set<String> factsFields() {
        return FACTS_FIELDS;
    }

    @Override
    public PlatformFacts readPlatform(DocumentObject view) {
        PlatformFields.checkRelease(view);
        return new PlatformFacts(
                view.boundedText(PLATFORM_RUN, true, MAX_ID),
                view.hex32(SCENARIO_RUN, true),
                value(view.hex64(CONFIG_DIGEST, false)),
                value(PlatformFields.provenanceDigest(view)),
                PlatformFields.packRef(view));
    }

    private static @Nullable String value(@Nullable Hex64 hex) {
        return hex == null ? null : hex.value();
    }

    @Override
    public PinValues readPins(DocumentObject pins) {
        pins.refuseUnknownFields(PIN_FIELDS);
        Map<String, Object> values =
                new TreeMap<>(PinValues.read(pins, PinValues.FIELDS).values());
        String platformRun = pins.boundedText(PLATFORM_RUN, true, MAX_ID);
        String scenarioRun = pins.hex32(SCENARIO_RUN, true);
        if (platformRun != null) {
            values.put(PLATFORM_RUN, platformRun);
        }
        if (scenarioRun != null) {
            values.put(SCENARIO_RUN, scenarioRun);
        }
        return new PinValues(values);
    }

    @Override
    public void checkFacts(ReadySignal ready, FactsView view, Findings findings) {
        PlatformAnnouncement announced = ready.announcement();
        PlatformFacts facts = view.identity().platform();
        if (announced == null || facts == null) {
            return;
        }
        Comparison ids = new Comparison(findings, ReasonCode.RUN_ID_MISMATCH);
        Map<String, Object> pins = view.pins().values();
        ids.compare("/" + PLATFORM_RUN, facts.platformRunId(), announced.platformRunId());
        ids.compare("/" + SCENARIO_RUN, facts.scenarioRunId(), announced.scenarioRunId());
        ids.compare("/pins/" + PLATFORM_RUN, pins.get(PLATFORM_RUN), announced.platformRunId());
        ids.compare("/pins/" + SCENARIO_RUN, pins.get(SCENARIO_RUN), announced.scenarioRunId());

        Comparison world = new Comparison(findings, ReasonCode.PIN_MISMATCH);
        world.compare("/pins/manifest_fingerprint", pins.get("manifest_fingerprint"), announced.manifestFingerprint());
        world.compare("/pins/parameter_hash", pins.get("parameter_hash"), announced.parameterHash());
        world.compare("/pins/scenario_id", pins.get("scenario_id"), announced.scenarioId());
        world.compare("/" + CONFIG_DIGEST, facts.runConfigDigest(), announced.runConfigDigest());
        world.compare("/provenance/" + CONFIG_DIGEST, facts.provenanceDigest(), announced.runConfigDigest());
        if (facts.oraclePackRef() != null && announced.oraclePackRef() != null) {
            Map<String, String> packed = announced.oraclePackRef().fields();
            facts.oraclePackRef().fields().forEach((name, value) -> {
                String other = packed.get(name);
                if (other != null) {
                    world.compare("/oracle_pack_ref/" + name, value, other);
                }
            });
        }
    }

    @Override
    public boolean namesDeliveryMode() {
        return false;
    }

    /** Compares values of a facts view with those of its READY. */
    private record Comparison(Findings findings, ReasonCode code) {
        void compare(String path, @Nullable Object value, Object announced) {
            if (value != null && !value.toString().equals(announced.toString())) {
                findings.add(
                        code,
                        DOCUMENT + path,
                        "is " + LogText.quote(value.toString()) + ", but READY announced "
                                + LogText.quote(announced.toString()));
            }
        }
    }
}
